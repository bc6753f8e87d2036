using System.Text.Json.Nodes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.EndToEnd;

/// <summary>A Sigstore instance of a test's own, and people who sign by it.</summary>
internal sealed class Signers(Production production) : IDisposable
{
    public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public SigstoreInstance Instance { get; } = new(TimeProvider.System.GetUtcNow().AddDays(-30), TimeSpan.FromDays(60));

    public void Dispose() => Instance.Dispose();

    /// <summary>A segment's YAML with these authorities in the place of its own.</summary>
    /// <param name="yaml">The segment.</param>
    /// <param name="authorities">What stands below <c>authorities:</c>, and after it.</param>
    /// <param name="trustRoot">In YAML; this instance's by default.</param>
    public string Demanded(string yaml, string authorities, string? trustRoot = null)
    {
        var from = yaml.IndexOf("    authorities:\n", StringComparison.Ordinal);
        var to = yaml.IndexOf("  roles:\n", StringComparison.Ordinal);
        return $"{yaml[..from]}    trustRoot: {trustRoot ?? $"{{inline: '{Instance.TrustedRoot().ToJsonString()}'}}"}\n    authorities:\n{authorities}{yaml[to..]}";
    }

    /// <summary>Attaches what a person says of an artifact, as a bundle. Whoever has no address is known by a plain name.</summary>
    public Task AttachAsync(ArtifactReference artifact, string author, string predicateType, string predicate)
    {
        var leaf = new LeafRequest { NotBefore = Now.AddMinutes(-6), Uris = [], Emails = author.Contains('@') ? [author] : [], OtherNames = author.Contains('@') ? [] : [author] };
        var statement = JsonNode.Parse(CosignSigner.Statement(artifact.Digest, predicateType))!.AsObject();
        statement["predicate"] = JsonNode.Parse(predicate);
        return production.World.Signer.AttachBundleAsync(artifact, Instance.SignStatement(statement.ToJsonString(), new SignRequest { Time = Now.AddMinutes(-5), Leaf = leaf }).ToJsonString(), predicateType);
    }
}
