using System.Net;
using Microsoft.AspNetCore.Http;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>A repository that is served by HTTP, from its own address or a mirror's.</summary>
public sealed class TufWebTests : TufScene
{
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private TufClient Through(StubServer server, string path = "/", string? cache = null) =>
        new(Pinned, new TufWeb(http, new Uri(server.Address, path), TimeSpan.FromSeconds(30), Time), cache, Time);

    private Task<StubServer> ServeAsync(string prefix = "/", Func<HttpContext, string, Task<bool>>? first = null) => StubServer.StartAsync(async context =>
    {
        var path = context.Request.Path.Value![prefix.Length..];
        if (first is not null && await first(context, path)) return;
        if (!Repository.Files.TryGetValue(path, out var file)) context.Response.StatusCode = 404;
        else await context.Response.Body.WriteAsync(file);
    });

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/mirrors/sigstore/", "/mirrors/sigstore")]
    public async Task A_repository_is_read_from_its_address_or_a_mirrors_path(string prefix, string address)
    {
        await using var server = await ServeAsync(prefix);
        var target = await UpdateAsync(Through(server, address));
        Assert.Equal(Repository.Target, target.Content.ToArray());
        Assert.All(server.Requests, r => Assert.StartsWith("GET " + prefix, r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_did_not_change_is_not_sent_again()
    {
        var unchanged = 0;
        await using var server = await ServeAsync(first: (context, path) =>
        {
            if (path != "timestamp.json") return Task.FromResult(false);
            var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Repository.Files[path]))}\"";
            context.Response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch != tag) return Task.FromResult(false);
            unchanged++;
            context.Response.StatusCode = 304;
            return Task.FromResult(true);
        });
        var client = Through(server);
        await UpdateAsync(client);
        await UpdateAsync(client);
        Assert.Equal(1, unchanged);
        Repository.Version = 2;
        Repository.Target = "{\"target\":2}"u8.ToArray();
        Repository.Publish();
        Assert.Equal(Repository.Target, (await UpdateAsync(client)).Content.ToArray());
        Assert.Equal(1, unchanged);
        // What is not modified is verified again, and expires like anything else.
        Time.Advance(Repository.TimestampLife);
        await RefusedAsync(TufProblem.Expired, client);
        Assert.Equal(2, unchanged);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task The_next_root_may_be_missing_in_the_ways_that_web_servers_have(int status)
    {
        await using var server = await ServeAsync(first: (context, path) =>
        {
            if (Repository.Files.ContainsKey(path)) return Task.FromResult(false);
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        });
        Assert.Equal(Repository.Target, (await UpdateAsync(Through(server))).Content.ToArray());
    }

    [Theory]
    [InlineData("2.root.json", 500)]
    [InlineData("2.root.json", 429)]
    [InlineData("timestamp.json", 503)]
    [InlineData("timestamp.json", 404)]
    [InlineData("1.targets.json", 502)]
    public async Task A_server_that_fails_is_not_reached_and_nothing_is_taken_for_missing(string file, int status)
    {
        await using var server = await ServeAsync(first: (context, path) =>
        {
            context.Response.StatusCode = path == file ? status : 200;
            return Task.FromResult(path == file);
        });
        await RefusedAsync(TufProblem.Unreachable, Through(server));
    }

    [Fact]
    public async Task A_server_that_nobody_runs_is_not_reached()
    {
        var server = await ServeAsync();
        await server.DisposeAsync();
        await RefusedAsync(TufProblem.Unreachable, Through(server));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_is_silent_or_stops_in_the_middle_is_given_up_after_its_time(bool begins)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServeAsync(first: async (context, path) =>
        {
            if (path != "timestamp.json") return false;
            if (begins) await context.Response.Body.WriteAsync(Repository.Files[path].AsMemory(0, 10));
            if (begins) await context.Response.Body.FlushAsync();
            asked.SetResult();
            await context.HangAsync();
            return true;
        });
        var update = UpdateAsync(Through(server));
        await asked.Task;
        Time.Advance(TimeSpan.FromSeconds(30));
        var e = await Assert.ThrowsAsync<TufException>(() => update);
        Assert.Equal(TufProblem.Unreachable, e.Problem);
        Assert.Contains("within 30 s", e.Message, StringComparison.Ordinal);
    }

    /// <summary>A reader that wants it all waits for an end that never comes, and so for the test's own limit of time.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Endless_data_ends_at_the_files_limit()
    {
        await using var server = await ServeAsync(first: async (context, path) =>
        {
            if (path != "timestamp.json") return false;
            var chunk = new byte[16 * 1024];
            try
            {
                for (var sent = 0; sent < 64 * 1024 * 1024; sent += chunk.Length)
                    await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                return true; // The client has had enough.
            }

            await context.HangAsync();
            return true;
        });
        await RefusedAsync(TufProblem.TooLarge, Through(server));
    }

    [Fact]
    public async Task A_cancelled_update_is_cancelled_and_no_failure_of_the_repository()
    {
        using var cancel = new CancellationTokenSource();
        await using var server = await ServeAsync(first: async (context, _) =>
        {
            await cancel.CancelAsync();
            await context.HangAsync();
            return true;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Through(server).UpdateAsync("trusted_root.json", cancel.Token));
    }

    [Fact]
    public async Task A_password_in_the_address_is_not_shown()
    {
        await using var server = await ServeAsync(first: (context, _) =>
        {
            context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
            return Task.FromResult(true);
        });
        var address = new UriBuilder(server.Address) { UserName = "user", Password = "hidden" }.Uri;
        var e = await Assert.ThrowsAsync<TufException>(
            () => UpdateAsync(new TufClient(Pinned, new TufWeb(http, address, TimeSpan.FromSeconds(30), Time), null, Time)));
        Assert.DoesNotContain("hidden", e.Message, StringComparison.Ordinal);
    }
}
