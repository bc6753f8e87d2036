using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>What leaves by OTLP, as a collector receives it; configured by the standard environment variables alone.</summary>
[Collection(ProductionCollection.Name)]
public sealed class TelemetryTests(Production production) : IAsyncLifetime
{
    private readonly ConcurrentBag<(string Path, string Content)> _received = [];
    private WebApplication _collector = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        _collector = builder.Build();
        _collector.Urls.Add("http://127.0.0.1:0");
        _collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            // Names and attributes stand in the protobuf message as they are.
            _received.Add((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await _collector.StartAsync();
    }

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task A_deployments_way_leaves_as_spans_and_metrics_and_its_token_does_not()
    {
        var endpoint = _collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await production.World.Operator!.StopAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=stage",
        };
        await production.World.StartOperator(environment).WaitUntilReadyAsync(Production.Patience);
        var name = await production.RequestAsync(await production.PackageAsync("telemetry"));
        var running = await production.RequestIsAsync(name, status => status.Phase == DeploymentPhase.Running);
        var secret = await production.World.Admin.GetAsync<Secret>($"run-{running.Metadata.Uid}", "segment-finance", default);
        var token = Encoding.UTF8.GetString(Convert.FromBase64String(secret.Data!["access-token"]));
        await production.RequestIsAsync(name, status => status.Credential?.SecretRemovedAt is not null);

        // An orderly stop sends what is buffered.
        Assert.Equal(0, await production.World.Operator!.StopAsync());
        await production.World.StartOperator().WaitUntilReadyAsync(Production.Patience);

        var (traces, metrics) = (Of("/v1/traces"), Of("/v1/metrics"));
        foreach (var span in (string[])["reconcile", "artifact.pull", "artifact.verify", "credential.mint", "credential.revoke", "deployment.run"])
            Assert.Contains(span, traces, StringComparison.Ordinal);
        Assert.Contains("deployment.environment", traces, StringComparison.Ordinal);
        Assert.Contains("segment-operator", traces, StringComparison.Ordinal);
        foreach (var metric in (string[])["segment_deployment_requests_ended_total", "segment_run_duration_seconds", "controller_runtime_reconcile_total", "workqueue_depth"])
            Assert.Contains(metric, metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(token, traces + metrics, StringComparison.Ordinal);
    }

    private string Of(string path) => string.Concat(_received.Where(item => item.Path == path).Select(item => item.Content));
}
