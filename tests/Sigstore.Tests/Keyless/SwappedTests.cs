using System.Text.Json.Nodes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Every part of a good bundle put into another good bundle of the same signer.</summary>
public sealed class SwappedTests : IDisposable
{
    private readonly Instance instance = new();
    private readonly SigningKey key = SigningKey.Generate();

    // The log, the entry's kind, whether there is a timestamp, and whether a managed key signs.
    public static TheoryData<LogKind, string?, bool, bool> Kinds => new()
    {
        { LogKind.Rekor1, null, false, false }, { LogKind.Rekor1, "dsse", false, false }, { LogKind.Rekor1, "intoto", false, false }, { LogKind.Rekor1, null, true, false },
        { LogKind.Rekor2, null, true, false }, { LogKind.Rekor2, "dsse", true, false }, { LogKind.Rekor2, "hashedrekord", true, false }, { LogKind.Rekor2Ecdsa, "dsse", true, false },
        { LogKind.Rekor1, null, true, true }, { LogKind.Rekor1, "dsse", true, true }, { LogKind.Rekor2, "hashedrekord", true, true },
    };

    public void Dispose()
    {
        instance.Dispose();
        key.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_of_another_signature_is_refused(LogKind log, string? entry, bool timestamp, bool managed)
    {
        var request = Instance.At(log) with { Entry = entry, Timestamp = timestamp, Key = managed ? key : null };
        Swap(Sign(Instance.Content, request), Sign("another artifact"u8.ToArray(), request with { Time = Instance.Signed.AddSeconds(30) }), managed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_of_another_signature_of_the_same_artifact_is_refused(LogKind log, string? entry, bool timestamp, bool managed)
    {
        var request = Instance.At(log) with { Entry = entry, Timestamp = timestamp, Key = managed ? key : null };
        Swap(Sign(Instance.Content, request), Sign(Instance.Content, request with { Time = Instance.Signed.AddSeconds(30) }), managed);
    }

    private JsonObject Sign(byte[] content, SignRequest request) => request.Entry is null
        ? instance.Sigstore.SignMessage(content, request)
        : instance.Sigstore.SignStatement(Instance.SignatureStatement(Digest.Compute(content)), request);

    private void Swap(JsonObject one, JsonObject two, bool managed)
    {
        Authority authority = managed
            ? new KeyAuthority("release", key.PublicKeyPem, new TrustState.Known(instance.Root()), new EvidenceDemand { LogEntries = 1, Timestamps = 1 })
            : instance.Authority();
        instance.Verified(one, authority);
        var swaps = 0;
        foreach (var (path, part) in Json.Nodes(one))
        {
            var other = Json.Get(two, path);
            if (JsonNode.DeepEquals(part, other)) continue;
            var changed = one.DeepClone();
            Json.Get(changed, path).ReplaceWith(other.DeepClone());
            // Another signature of the same artifact, whole, is as good as the first; so is the whole of what proves it.
            if (JsonNode.DeepEquals(changed, two)) continue;
            // Every part is good by itself: what is wrong is that they do not belong together.
            Assert.IsType<Verdict.Refused>(instance.Judge(changed, authority));
            swaps++;
        }

        Assert.True(swaps > 10);
    }
}
