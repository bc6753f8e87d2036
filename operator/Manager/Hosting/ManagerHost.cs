using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Hosting;

/// <summary>Builds and runs the operator's process.</summary>
internal static class ManagerHost
{
    private const int UsageError = 2;

    /// <returns>0 after an orderly stop, 2 when the configuration cannot be used.</returns>
    public static async Task<int> RunAsync(ManagerOptions options, CancellationToken cancellationToken)
    {
        using var export = new OpenTelemetryExport(Environment.GetEnvironmentVariable);
        try
        {
            var clock = TimeProvider.System;
            var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = options.Kubeconfig, Context = options.Context }, clock);
            using var host = Build(options, clock, fence => new KubernetesClient(configuration, clock, fence));
            await host.RunAsync(cancellationToken);
            return Environment.ExitCode;
        }
        catch (Exception e) when (e is KubeconfigException or ManagerOptionsException)
        {
            await Console.Error.WriteLineAsync($"segment-operator: {e.Message}");
            return UsageError;
        }
    }

    /// <summary>The host with everything in it; tests bring their own clock and clients.</summary>
    public static IHost Build(ManagerOptions options, TimeProvider clock, KubernetesClientFactory clients, Action<IServiceCollection>? customize = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(options.LogLevel);
        // What goes is written down first, however little else is logged.
        builder.Logging.AddFilter(typeof(Retention).FullName, LogLevel.Information);
        if (options.LogFormat == "json")
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.UseUtcTimestamp = true;
            });
        }
        else
        {
            builder.Logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.IncludeScopes = true;
                text.TimestampFormat = "HH:mm:ss.fff ";
                text.UseUtcTimestamp = true;
                text.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.Services.AddManager(options, clock, clients);
        customize?.Invoke(builder.Services);
        return builder.Build();
    }
}
