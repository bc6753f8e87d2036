using System.Security.Cryptography;
using Xunit.Abstractions;

namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>The public conformance suite's offline cases, each with the artifact as a file and by its digest, through the program's own
/// command line. <c>make sigstore-conformance</c> does the same with the published program.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const int Cases = 70;

    [Fact]
    public void Every_case_has_the_expected_answer()
    {
        var rows = File.ReadAllLines(Path.Combine(Suite.Folder, "manifest.tsv")).Skip(1).Select(line => line.Split('\t')).ToArray();
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var (name, expected) = (row[0], row[1] == "pass");
            var flags = row[3].Split(' ').Select(word => File.Exists(Path.Combine(Suite.Folder, word)) ? Path.Combine(Suite.Folder, word) : word);
            var file = Path.Combine(Suite.Folder, row[4]);
            foreach (var artifact in new[] { file, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}" })
            {
                var (exit, said) = CommandRun.Of(["verify-bundle", .. flags, artifact]);
                // A refusal is an answer of its own: no case may pass for a refusal by failing to be checked.
                if (exit != (expected ? 0 : 1)) wrong.Add($"{name}: exit code {exit}, {(expected ? "pass" : "fail")} expected: {said}");
            }
        }

        output.WriteLine($"sigstore_cases={(rows.Length * 2) - wrong.Count}/{rows.Length * 2}");
        Assert.Equal(Cases, rows.Length);
        Assert.Empty(wrong);
    }
}
