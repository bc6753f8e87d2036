using System.Diagnostics;
using System.Security.Cryptography;
using SegmentOperator.Signing;

namespace SegmentOperator.Benchmarks;

/// <summary>
/// From the start of the published program (make publish) to its answer about a keyless bundle, and its largest resident memory. The median of
/// twenty.
/// </summary>
internal static class VerifyBundleBenchmark
{
    private const int Rounds = 20;
    private static readonly DateTimeOffset Signed = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync()
    {
        var program = Path.Combine(Stage.Checkout.Root, "artifacts", "bin", "segment-operator");
        if (!File.Exists(program))
        {
            Console.WriteLine($"verify-bundle is left out: {program} is not there; run make publish first.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("bench-").FullName;
        using var instance = new SigstoreInstance(Signed.AddMonths(-1), TimeSpan.FromDays(3650), large: true);
        var content = "the artifact"u8.ToArray();
        var (bundle, root) = (Path.Combine(folder, "bundle.json"), Path.Combine(folder, "root.json"));
        await File.WriteAllTextAsync(bundle, instance.SignMessage(content, new SignRequest { Time = Signed }).ToJsonString());
        await File.WriteAllTextAsync(root, instance.TrustedRoot().ToJsonString());
        string[] arguments =
        [
            "verify-bundle", "--bundle", bundle, "--trusted-root", root, "--certificate-identity", LeafRequest.Workflow,
            "--certificate-oidc-issuer", LeafRequest.GitHub, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}",
        ];
        var (times, memory) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var peak = 0L;
            while (!process.WaitForExit(1)) peak = Math.Max(peak, Resident(process));
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            memory.Add(peak / 1048576d);
            if (process.ExitCode != 0) throw new InvalidOperationException($"The program refused: exit code {process.ExitCode}.");
        }

        Console.WriteLine($"verify_bundle_process_ms={times.Order().ElementAt(Rounds / 2):0}");
        Console.WriteLine($"verify_bundle_resident_mib={memory.Order().ElementAt(Rounds / 2):0}");
        Directory.Delete(folder, recursive: true);
    }

    private static long Resident(Process process)
    {
        process.Refresh();
        return process.HasExited ? 0 : process.WorkingSet64;
    }
}
