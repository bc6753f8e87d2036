using System.Diagnostics;
using System.Net;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Stage;

/// <summary>The operator as a process of its own, so that it can be killed like one.</summary>
public sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private bool _disposed;

    private OperatorProcess(Process process, Uri health, string log) => (_process, Health, LogFile) = (process, health, log);

    /// <summary>Where /healthz, /readyz and /metrics are.</summary>
    public Uri Health { get; }

    /// <summary>What it wrote to its output.</summary>
    public string LogFile { get; }

    /// <summary>The process' id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !_disposed && !_process.HasExited;

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the program; it may not be ready yet.</summary>
    public static OperatorProcess Start(IEnumerable<string> arguments, string logFile, IReadOnlyDictionary<string, string>? environment = null)
    {
        var health = $"127.0.0.1:{Ports.Free()}";
        var program = Path.Combine(Checkout.Output("operator/Manager"), "segment-operator");
        var process = Children.Start(program, ["run", "--bind-address", health, .. arguments], logFile, environment);
        return new(process, new Uri($"http://{health}"), logFile);
    }

    /// <summary>Waits until /readyz answers 200.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or was not ready in time; the message has its last lines.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var http = new HttpClient { BaseAddress = Health, Timeout = TimeSpan.FromSeconds(5) };
        var started = TimeProvider.System.GetTimestamp();
        var last = "no answer";
        while (TimeProvider.System.GetElapsedTime(started) < timeout && IsRunning)
        {
            try
            {
                using var answer = await http.GetAsync("/readyz", cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
                last = await answer.Content.ReadAsStringAsync(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                last = e.Message;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException($"The operator is not ready ({last}). {Tail()}");
    }

    /// <summary>Ends it without a word, as a node that loses power does.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and waits.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
            using (Process.Start("kill", ["-TERM", $"{_process.Id}"])) { }
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It still runs; the message has its last lines.</exception>
    public async Task<int> EndAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The operator still runs after {atMost}. {Tail()}", e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Whoever started it may end it, and the world does, too.
        if (_disposed)
            return;
        await KillAsync();
        _disposed = true;
        _process.Dispose();
    }

    private string Tail() => File.Exists(LogFile) ? "Its last lines:\n" + string.Join('\n', File.ReadLines(LogFile).TakeLast(15)) : "";
}
