using System.Text.Json.Nodes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>
/// Every way in which a registry fails, at every request that a verification makes, for keys and for keyless signers, in both formats: what could
/// not be looked at is never "not signed", and what was looked at and suffices is verified whatever else fails.
/// </summary>
public sealed class VerifyFailureTests : VerifyScene
{
    private const int RetryAfter = 77;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private Func<RecordedRequest, bool> hangs = _ => false;

    /// <summary>How the artifact is signed, and by whom.</summary>
    public enum Signature
    {
        KeyTag,
        KeyBundle,
        KeylessTag,
        KeylessBundle,
    }

    public static TheoryData<Signature> Signatures => [.. Enum.GetValues<Signature>()];

    private static readonly (string Name, RegistryFault Fault)[] Failures =
    [
        ("401", new RegistryFault.Status(401)),
        ("403", new RegistryFault.Status(403)),
        ("400", new RegistryFault.Status(400)),
        ("408", new RegistryFault.Status(408)),
        ("429", new RegistryFault.TooManyRequests($"{RetryAfter}")),
        ("500", new RegistryFault.Status(500)),
        ("502", new RegistryFault.Status(502)),
        ("503", new RegistryFault.Status(503)),
        ("reset", new RegistryFault.Down()),
        ("silence", new RegistryFault.Slow(TimeSpan.FromHours(1))),
        ("a web page", new RegistryFault.Garbage()),
        ("a redirect to nobody", new RegistryFault.Redirect(new Uri("http://127.0.0.1:1"))),
    ];

    private protected override EmbeddedRegistryOptions RegistryOptions => new() { PageSize = 1 };

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task A_failure_wherever_the_signature_is_leaves_it_undecided(Signature how)
    {
        await SignAsync(how);
        Assert.Equal(0, (await RunAsync(how)).Exit);
        foreach (var where in Needed(how))
        {
            foreach (var (name, fault) in Failures)
            {
                Fail(fault, request => request.Path.Contains(where, StringComparison.Ordinal));
                var (exit, report) = await RunAsync(how);
                Assert.True(exit == 3 && (string?)report["verdict"] == "CouldNotCheck", $"{name} at {where}: {exit} {report}");
                Assert.True((int?)report["retryAfterSeconds"] == (name == "429" ? RetryAfter : null), $"{name} at {where}: {report}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task A_failure_where_nothing_is_needed_any_more_does_not_matter(Signature how)
    {
        await SignAsync(how);
        foreach (var (name, fault) in Failures)
        {
            Fail(fault, request => request.Path.Contains(IsBundle(how) ? ".sig" : "/referrers/", StringComparison.Ordinal));
            var (exit, report) = await RunAsync(how);
            Assert.True(exit == 0, $"{name}: {report}");
        }
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task Content_that_is_not_what_its_digest_says_leaves_it_undecided(Signature how)
    {
        await SignAsync(how);
        (string Where, RegistryFault Fault)[] spoiled =
        [
            ("/blobs/", new RegistryFault.WrongBytes()), ("/blobs/", new RegistryFault.Truncated(20)), ("/blobs/", new RegistryFault.Overlong(7)),
            (Manifest(how), new RegistryFault.WrongBytes()), (Manifest(how), new RegistryFault.Truncated(20)), (Manifest(how), new RegistryFault.Overlong(7)),
        ];
        foreach (var (where, fault) in spoiled)
        {
            Fail(fault, request => request.Path.Contains(where, StringComparison.Ordinal));
            var (exit, report) = await RunAsync(how);
            Assert.True(exit == 3 && (string?)report["verdict"] == "CouldNotCheck", $"{fault} at {where}: {exit} {report}");
        }
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task What_is_not_there_is_not_signed_and_what_is_listed_and_gone_is_no_signature(Signature how)
    {
        await SignAsync(how);
        foreach (var (where, reason) in new[]
        {
            (IsBundle(how) ? "/referrers/" : ".sig", "NotSigned"), ("/blobs/", "InvalidSignature"),
        })
        {
            Fail(new RegistryFault.Status(404), request => request.Path.Contains(where, StringComparison.Ordinal));
            var (exit, report) = await RunAsync(how);
            Assert.True(exit == 1 && (string?)report["reason"] == reason, $"404 at {where}: {exit} {report}");
        }

        Fail(new RegistryFault.Status(404), request => request.Path.EndsWith("/manifests/1.0", StringComparison.Ordinal));
        Assert.Equal(1, (await RunAsync(how)).Exit);
        // A tag that is nobody's fault: the signature does not depend on it.
        Fail(new RegistryFault.Status(404), request => request.Path.Contains(IsBundle(how) ? ".sig" : "/referrers/", StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync(how)).Exit);
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task A_wrong_content_type_changes_nothing_where_the_digest_is_right(Signature how)
    {
        await SignAsync(how);
        Fail(new RegistryFault.OtherType("text/html"), _ => true);
        var (exit, report) = await RunAsync(how);
        Assert.True(exit == 0, report.ToString());
    }

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task A_redirect_that_leads_somewhere_is_followed(Signature how)
    {
        await SignAsync(how);
        Fail(new RegistryFault.Redirect(new Uri($"http://localhost:{registry.Address.Port}")), request => !Redirected(request));
        var (exit, report) = await RunAsync(how);
        Assert.True(exit == 0, report.ToString());

        // Every second request is the one that was redirected.
        bool Redirected(RecordedRequest request) => registry.Requests.Count(earlier => earlier.Method == request.Method && earlier.Path == request.Path) % 2 == 0;
    }

    [Theory]
    [InlineData(Signature.KeyBundle)]
    [InlineData(Signature.KeylessBundle)]
    public async Task A_listing_that_is_cut_is_no_listing_and_a_whole_one_is_read_to_its_end(Signature how)
    {
        using var stranger = SigningKey.Generate();
        for (var i = 0; i < 4; i++) await signer.SignBundleAsync(artifact, stranger);
        await SignAsync(how);
        var (whole, report) = await RunAsync(how);
        Assert.True(whole == 0, report.ToString());
        Assert.True(registry.Requests.Count(request => request.Path.Contains("/referrers/", StringComparison.Ordinal)) >= 5);
        foreach (var (name, fault) in Failures.Append(("404", new RegistryFault.Status(404))))
        {
            Fail(fault, request => request.Path.Contains("/referrers/", StringComparison.Ordinal) && request.Query.Contains("last=", StringComparison.Ordinal));
            var (exit, cut) = await RunAsync(how);
            Assert.True(exit == 3 && (string?)cut["verdict"] == "CouldNotCheck", $"{name}: {exit} {cut}");
        }
    }

    [Theory]
    [InlineData("resolve", "401")]
    [InlineData("resolve", "429")]
    [InlineData("resolve", "silence")]
    [InlineData("everything", "reset")]
    public async Task A_tag_that_cannot_be_resolved_leaves_it_undecided(string where, string name)
    {
        await SignAsync(Signature.KeyTag);
        Fail(
            Failures.Single(failure => failure.Name == name).Fault,
            request => where == "everything" || request.Path.EndsWith("/manifests/1.0", StringComparison.Ordinal));
        var (exit, report) = await RunAsync(Signature.KeyTag);
        Assert.True(exit == 3 && (string?)report["verdict"] == "CouldNotCheck", $"{exit} {report}");
        Assert.Null(report["artifact"]);
    }

    private static bool IsBundle(Signature how) => how is Signature.KeyBundle or Signature.KeylessBundle;

    // The path of the manifest that carries the signature: a bundle's by its digest, which no tag's name holds.
    private static string Manifest(Signature how) => IsBundle(how) ? "/manifests/sha256:" : ".sig";

    private static string[] Needed(Signature how) => IsBundle(how) ? ["/referrers/", Manifest(how), "/blobs/"] : [Manifest(how), "/blobs/"];

    private Task SignAsync(Signature how) => how switch
    {
        Signature.KeyTag => signer.SignTagAsync(artifact, key),
        Signature.KeyBundle => signer.SignBundleAsync(artifact, key),
        _ => SignKeylessAsync(IsBundle(how)),
    };

    private void Fail(RegistryFault fault, Func<RecordedRequest, bool> when)
    {
        registry.Faults.Clear();
        registry.Faults.Add(fault, when: when);
        hangs = fault is RegistryFault.Slow ? when : _ => false;
    }

    // By a clock that passes pauses at once, and the timeout of each request that nobody answers: silence takes no time, and slowness is none.
    private async Task<(int Exit, JsonNode Report)> RunAsync(Signature how)
    {
        registry.ForgetRequests();
        using var said = new StringWriter();
        var clock = new ManualTimeProvider(now);
        var running = new ArtifactVerification
        {
            Reference = Reference,
            Policy = how is Signature.KeyTag or Signature.KeyBundle ? KeyPolicy() : KeylessPolicy(),
            Json = true,
            Options = new ManagerOptions { RegistryAuthFile = File("none.json", "{}"), CacheDirectory = folder },
        }.RunAsync(said, said, clock, CancellationToken.None);
        for (var passed = 0; !running.IsCompleted;)
        {
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
            if (clock.NextTimer is not { } next) continue;
            if (next >= LongestPause && registry.Requests.Count(hangs) == passed) continue;
            if (next >= LongestPause) passed++;
            clock.Advance(next);
        }

        var exit = await running;
        return (exit, exit == 1 && !said.ToString().StartsWith('{') ? new JsonObject { ["said"] = said.ToString() } : JsonNode.Parse(said.ToString())!);
    }
}
