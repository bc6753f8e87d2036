using Microsoft.Extensions.Hosting;
using SegmentOperator.Manager.Telemetry;

namespace SegmentOperator.Manager.Clocks;

/// <summary>Says when the machine's clock is set, and when it is right again.</summary>
internal sealed partial class ClockWatch : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(5);
    private readonly SteadyClock _clock;
    private readonly ILogger<ClockWatch> _logger;

    public ClockWatch(SteadyClock clock, ManagerTelemetry telemetry, ILogger<ClockWatch> logger)
    {
        (_clock, _logger) = (clock, logger);
        telemetry.ObserveClock(() => clock.Step.TotalSeconds);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var was = false;
        using var timer = new PeriodicTimer(Often, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var problem = _clock.Problem();
                if (problem is not null && !was)
                    Stepped(_logger, problem.Message);
                else if (problem is null && was)
                    Right(_logger);
                was = problem is not null;
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{What}")]
    private static partial void Stepped(ILogger logger, string what);

    [LoggerMessage(2, LogLevel.Warning, "The machine's clock and the operator's time agree again")]
    private static partial void Right(ILogger logger);
}
