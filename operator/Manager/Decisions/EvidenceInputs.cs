using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Decisions;

/// <summary>What rules see of signatures and attestations. Only what was verified is here: what nobody may sign is not.</summary>
internal static class EvidenceInputs
{
    private const int LongestText = 512;

    /// <summary>An attestation's identity, time and predicate, by the name of the segment's requirement.</summary>
    public static JsonArray Attestations(Verdict.Verified? evidence) => new([.. (evidence?.Attestations ?? []).Select(Attestation)]);

    public static JsonArray Signers(Verdict.Verified? evidence) => new([.. (evidence?.Signatures ?? []).Select(signature =>
    {
        var signer = Signer(signature);
        if (signature.Signer.Extensions.Count > 0)
            signer["extensions"] = new JsonObject(signature.Signer.Extensions.Where(extension => extension.Value.Length <= LongestText).OrderBy(extension => extension.Key, StringComparer.Ordinal)
                .Select(extension => KeyValuePair.Create(extension.Key, (JsonNode?)extension.Value)));
        return (JsonNode)signer;
    })]);

    private static JsonNode Attestation(AttestationEvidence attestation)
    {
        var json = Signer(attestation.By);
        json["name"] = attestation.Requirement;
        json["state"] = "Satisfied";
        json["predicateType"] = attestation.PredicateType;
        json["digest"] = attestation.By.Source;
        if (attestation.Predicate.Length > 0)
            json["predicate"] = JsonNode.Parse(attestation.Predicate.Span, documentOptions: new JsonDocumentOptions());
        return json;
    }

    private static JsonObject Signer(AuthorityEvidence evidence) => InputsBuilder.Drop(new JsonObject
    {
        ["authority"] = evidence.Authority,
        ["identity"] = evidence.Signer.Subject ?? evidence.Signer.Name,
        ["issuer"] = evidence.Signer.Issuer,
        ["signedAt"] = evidence.Signer.SignedAt is { } at ? InputTime.Of(at) : null,
    });
}
