using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Tests.EndToEnd;

/// <summary>The folders of a pod, without anything around them.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("segment-runner-").FullName;

    public string TerminationLog => Path.Combine(folder, "termination-log");

    public RunResult Result => RunResult.TryParse(File.ReadAllText(TerminationLog), out var result) ? result! : throw new InvalidOperationException();

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(folder, name), content);

    public async Task<int> RunAsync()
    {
        using var stop = new StopSignal();
        return await RunnerProgram.RunAsync(
            ["--credentials", folder, "--work", Path.Combine(folder, "work"), "--termination-log", TerminationLog],
            TextWriter.Null,
            TimeProvider.System,
            stop);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
