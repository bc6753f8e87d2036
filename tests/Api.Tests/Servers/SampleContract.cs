using System.Net;
using System.Text.Json.Nodes;

namespace SegmentOperator.Api.Tests.Servers;

/// <summary>What every API server does with the samples.</summary>
internal static class SampleContract
{
    public static async Task TakesAsync(TestServer server, string name)
    {
        var sample = Sample.Read(name);

        var (status, body) = await server.SendAsync(
            HttpMethod.Post, Sample.ResourcePath(sample.Text, named: false) + "?dryRun=All&fieldValidation=Strict", sample.Text);

        Assert.True(status == HttpStatusCode.Created, body);
    }

    public static async Task RefusesAsync(TestServer server, string name)
    {
        var sample = Sample.Read(name);

        var (status, body) = await server.SendAsync(HttpMethod.Post, Sample.ResourcePath(sample.Text, named: false) + "?dryRun=All", sample.Text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(sample.Expectation, (string)JsonNode.Parse(body)!["message"]!, StringComparison.Ordinal);
    }

    public static async Task KeepsAsync(TestServer server, string name)
    {
        var sample = Sample.Read(name);
        var path = Sample.ResourcePath(sample.Documents[0], named: true);
        var (created, _) = await server.SendAsync(HttpMethod.Post, Sample.ResourcePath(sample.Documents[0], named: false), sample.Documents[0]);
        Assert.Equal(HttpStatusCode.Created, created);

        var (applied, application) = await server.SendAsync(HttpMethod.Patch, path + "?fieldManager=other&force=true", sample.Documents[1]);
        var (replaced, replacement) = await server.ReplaceAsync(path, sample.Documents[1]);
        await server.SendAsync(HttpMethod.Delete, path, null);

        // Applied by another manager, a field that is left out is not removed, so that only the replacement must be refused then.
        Assert.True(applied == HttpStatusCode.UnprocessableEntity || name.Contains("drops", StringComparison.Ordinal), application);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, replaced);
        Assert.Contains(sample.Expectation, (string)JsonNode.Parse(replacement)!["message"]!, StringComparison.Ordinal);
    }
}
