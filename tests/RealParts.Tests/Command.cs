using System.Diagnostics;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task<(int ExitCode, string Output)> TryAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = new Process { StartInfo = Prepare(program, arguments, folder, environment) };
        process.Start();
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Longest);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Longest}", e);
        }

        return (process.ExitCode, await output + await errors);
    }

    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var list = arguments.ToArray();
        var (code, output) = await TryAsync(program, list, folder, environment);
        Assert.True(code == 0, $"{Path.GetFileName(program)} {string.Join(' ', list)} ended with {code}:\n{output}");
        return output;
    }

    public static ProcessStartInfo Prepare(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // A home of its own: no test reads or writes what the developer keeps.
        start.Environment["HOME"] = folder;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return start;
    }
}
