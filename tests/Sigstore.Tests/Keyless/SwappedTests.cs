using System.Text.Json.Nodes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Every part of a good bundle put into another good bundle of the same signer.</summary>
public sealed class SwappedTests : IDisposable
{
    private readonly Instance instance = new();

    public static TheoryData<LogKind, string?, bool> Kinds => new()
    {
        { LogKind.Rekor1, null, false }, { LogKind.Rekor1, "dsse", false }, { LogKind.Rekor1, "intoto", false }, { LogKind.Rekor1, null, true },
        { LogKind.Rekor2, null, true }, { LogKind.Rekor2, "dsse", true }, { LogKind.Rekor2, "hashedrekord", true }, { LogKind.Rekor2Ecdsa, "dsse", true },
    };

    public void Dispose() => instance.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_of_another_signature_is_refused(LogKind log, string? entry, bool timestamp)
    {
        var one = Sign(Instance.Content, Instance.At(log) with { Entry = entry, Timestamp = timestamp });
        var two = Sign("another artifact"u8.ToArray(), Instance.At(log) with { Entry = entry, Timestamp = timestamp, Time = Instance.Signed.AddSeconds(30) });
        Swap(one, two);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_part_of_another_signature_of_the_same_artifact_is_refused(LogKind log, string? entry, bool timestamp)
    {
        var request = Instance.At(log) with { Entry = entry, Timestamp = timestamp };
        Swap(Sign(Instance.Content, request), Sign(Instance.Content, request with { Time = Instance.Signed.AddSeconds(30) }));
    }

    private JsonObject Sign(byte[] content, SignRequest request) => request.Entry is null
        ? instance.Sigstore.SignMessage(content, request)
        : instance.Sigstore.SignStatement(Instance.SignatureStatement(Digest.Compute(content)), request);

    private void Swap(JsonObject one, JsonObject two)
    {
        var authority = instance.Authority();
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
            Assert.False(instance.Passes(() => Instance.Material(changed), authority), string.Join('.', path));
            swaps++;
        }

        Assert.True(swaps > 10);
    }
}
