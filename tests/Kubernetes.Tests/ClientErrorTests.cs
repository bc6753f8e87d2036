using System.Net;
using Microsoft.AspNetCore.Http;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Kubernetes.Tests;

public class ClientErrorTests
{
    [Theory]
    [InlineData(404, "NotFound", nameof(KubernetesException.IsNotFound))]
    [InlineData(409, "Conflict", nameof(KubernetesException.IsConflict))]
    [InlineData(409, "AlreadyExists", nameof(KubernetesException.IsAlreadyExists))]
    [InlineData(403, "Forbidden", nameof(KubernetesException.IsForbidden))]
    [InlineData(401, "Unauthorized", nameof(KubernetesException.IsUnauthorized))]
    [InlineData(422, "Invalid", nameof(KubernetesException.IsInvalid))]
    [InlineData(410, "Expired", nameof(KubernetesException.IsGone))]
    [InlineData(429, "TooManyRequests", nameof(KubernetesException.IsTooManyRequests))]
    [InlineData(503, "ServiceUnavailable", nameof(KubernetesException.IsTransient))]
    public async Task An_error_of_the_server_has_its_own_property(int code, string reason, string property)
    {
        await using var stub = await StubServer.StartAsync(context => context.StatusAsync(code, reason, "so it is"));
        using var client = TestClient.Of(stub);

        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>("a", "b", default));

        Assert.Equal((HttpStatusCode)code, error.StatusCode);
        Assert.Equal((reason, "so it is"), (error.Reason, error.Message));
        Assert.True((bool)typeof(KubernetesException).GetProperty(property)!.GetValue(error)!);
        Assert.False(error is { IsConflict: true, IsAlreadyExists: true });
    }

    [Fact]
    public async Task A_proxy_that_answers_with_a_page_is_quoted_and_not_taken_for_the_api()
    {
        await using var stub = await StubServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 502;
            await context.Response.WriteAsync("<html>Bad gateway\nmore</html>");
        });
        using var client = TestClient.Of(stub);

        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>("a", "b", default));

        Assert.True(error.IsTransient);
        Assert.Contains("502: <html>Bad gateway", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_is_missing_is_null_and_a_kind_that_is_missing_is_an_error()
    {
        await using var stub = await StubServer.StartAsync(context => context.Request.Path.Value!.Contains("configmaps", StringComparison.Ordinal)
            ? context.StatusAsync(404, "NotFound", "configmaps a not found", """{"name":"a","kind":"configmaps"}""")
            : context.Response.SetText(404, "404 page not found"));
        using var client = TestClient.Of(stub);

        Assert.Null(await client.FindAsync<ConfigMap>("a", "b", default));
        Assert.False(await client.DeleteAsync<ConfigMap>("a", "b", new(), default));
        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.FindAsync<NetworkPolicy>("a", "b", default));
        Assert.True(error is { IsNotFound: true, IsUnknownResource: true });
        await Assert.ThrowsAsync<KubernetesException>(() => client.DeleteAsync<NetworkPolicy>("a", "b", new(), default));
    }

    [Fact]
    public async Task Retry_after_comes_from_the_header_or_the_details()
    {
        await using var stub = await StubServer.StartAsync(context =>
        {
            if (context.Request.Path.Value!.EndsWith("/header", StringComparison.Ordinal))
                context.Response.Headers.RetryAfter = "7";
            return context.StatusAsync(429, "TooManyRequests", "slow down", """{"retryAfterSeconds":3}""");
        });
        using var client = TestClient.Of(stub);

        var header = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>("header", "b", default));
        var details = await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>("details", "b", default));

        Assert.Equal(TimeSpan.FromSeconds(7), header.RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(3), details.RetryAfter);
    }

    [Fact]
    public async Task Causes_tell_what_is_wrong_with_which_field()
    {
        await using var stub = await StubServer.StartAsync(context => context.StatusAsync(
            409, "Conflict", "Apply failed", """{"causes":[{"reason":"FieldManagerConflict","message":"conflict with x","field":".data.k"}]}"""));
        using var client = TestClient.Of(stub);

        var error = await Assert.ThrowsAsync<KubernetesException>(() => client.ApplyAsync(
            new ConfigMap { Metadata = new() { Name = "a", Namespace = "b" } }, new() { FieldManager = "me" }, default));

        var cause = Assert.Single(error.Causes);
        Assert.Equal(("FieldManagerConflict", ".data.k"), (cause.Reason, cause.Field));
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable()
    {
        var stub = await StubServer.StartAsync(context => context.JsonAsync("{}"));
        using var client = TestClient.Of(stub);
        await stub.DisposeAsync();

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => client.GetAsync<ConfigMap>("a", "b", default));
    }

    [Fact]
    public async Task Silence_is_unreachable_after_the_timeout_and_the_callers_cancellation_is_a_cancellation()
    {
        await using var stub = await StubServer.StartAsync(context => context.HangAsync());
        using var client = TestClient.Of(stub, TimeSpan.FromMilliseconds(100));
        using var patient = TestClient.Of(stub);
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => client.GetAsync<ConfigMap>("a", "b", default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.GetAsync<ConfigMap>("a", "b", caller.Token));
    }

    [Theory]
    [InlineData("{\"kind\":\"ConfigMap\",\"metadata\":{\"na")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_success_that_is_no_object_is_no_answer(string body)
    {
        await using var stub = await StubServer.StartAsync(context => context.JsonAsync(body));
        using var client = TestClient.Of(stub);

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => client.GetAsync<ConfigMap>("a", "b", default));
    }

    [Fact]
    public async Task A_connection_torn_within_the_answer_is_unreachable()
    {
        await using var stub = await StubServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"kind\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var client = TestClient.Of(stub);

        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => client.GetAsync<ConfigMap>("a", "b", default));
    }

    [Fact]
    public void A_namespaced_kind_without_a_namespace_is_a_mistake_that_is_told_before_anything_is_sent()
    {
        using var client = new KubernetesClient(new() { Server = new("http://127.0.0.1:1") }, TimeProvider.System);

        var error = Assert.Throws<ArgumentException>(() => { _ = client.GetAsync<Pod>("a", null, default); });
        Assert.Contains("Pod 'a' lives in a namespace", error.Message, StringComparison.Ordinal);
    }
}
