using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SegmentOperator.Manager.Telemetry;

/// <summary>
/// Sends spans and metrics by OTLP when the standard environment variables ask for it (OTEL_EXPORTER_OTLP_ENDPOINT and its kin);
/// otherwise nothing is collected for export. OTEL_SDK_DISABLED=true switches it off.
/// </summary>
internal sealed class OpenTelemetryExport : IDisposable
{
    private static readonly string[] EndpointVariables =
        ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    private readonly TracerProvider? _tracer;
    private readonly MeterProvider? _meter;

    public OpenTelemetryExport(Func<string, string?> environment)
    {
        var wanted = EndpointVariables.Any(name => !string.IsNullOrEmpty(environment(name)));
        var disabled = string.Equals(environment("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase);
        if (!wanted || disabled)
            return;
        var resource = ResourceBuilder.CreateDefault().AddService("segment-operator", serviceVersion: Version).AddEnvironmentVariableDetector();
        _tracer = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("SegmentOperator.*").AddOtlpExporter().Build();
        _meter = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("SegmentOperator.*").AddOtlpExporter().Build();
    }

    private static string Version => typeof(OpenTelemetryExport).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Flushes what is buffered, within the providers' own time limits.</summary>
    public void Dispose()
    {
        _tracer?.Dispose();
        _meter?.Dispose();
    }
}
