using System.Diagnostics;

namespace SegmentOperator.SalesforceSim.Tests;

/// <summary>Real clients from npm. Without them the tests fail and say what to do, for a test that skips itself proves nothing.</summary>
internal static class NodeClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>The machine's owner has chosen to do without real programs.</summary>
    public static bool Skipped => Environment.GetEnvironmentVariable("SEGMENT_SKIP_REAL_PARTS") == "1";

    public static string Folder
    {
        get
        {
            var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
                ? xdg
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            var folder = Environment.GetEnvironmentVariable("SEGMENT_NODE_CLIENTS") is { Length: > 0 } given
                ? given
                : Path.Combine(cache, "segment-operator", "node");
            return Directory.Exists(Path.Combine(folder, "node_modules", "jsforce"))
                ? folder
                : throw new InvalidOperationException(
                    $"The Salesforce clients are not in {folder}. Run .ci/install-node-clients, or set SEGMENT_SKIP_REAL_PARTS=1 to go without.");
        }
    }

    public static string RepositoryRoot
    {
        get
        {
            var directory = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(directory, "SegmentOperator.sln")))
                directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("SegmentOperator.sln was not found.");
            return directory;
        }
    }

    /// <summary>Runs node and gives the exit code with everything that was printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string home, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = RepositoryRoot,
            Environment =
            {
                ["HOME"] = home,
                ["SEGMENT_NODE_CLIENTS"] = Folder,
                ["SF_DISABLE_TELEMETRY"] = "true",
                ["SF_AUTOUPDATE_DISABLE"] = "true",
                ["SF_SKIP_NEW_VERSION_CHECK"] = "true",
                ["SF_DISABLE_LOG_FILE"] = "true",
                ["SF_USE_GENERIC_UNIX_KEYCHAIN"] = "true",
                ["SFDX_DISABLE_DNS_CHECK"] = "true",
            },
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"node did not end within {Patience}.", e);
        }
    }
}
