using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Sigstore;
using Sig = SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Segments;

/// <summary>Makes the verifier's policy of a segment's artifact policy, reading the keys, certificates and roots that it refers to.</summary>
internal sealed class TrustPolicy(IReferences references, TrustRoots roots)
{
    private const string Field = "spec.artifacts";
    private const int MostKept = 512;
    private readonly ConcurrentDictionary<string, VerificationPolicy> kept = new(StringComparer.Ordinal);

    /// <summary>The policy, or the problem when something in it cannot be read or used.</summary>
    /// <param name="artifacts">What the segment says.</param>
    /// <param name="source">What a request names as its source; null outside of a request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TrustOutcome> BuildAsync(ArtifactPolicy? artifacts, SourceReference? source, CancellationToken cancellationToken)
    {
        if (artifacts is null || artifacts.Authorities.Count == 0)
            return new(null, new("NoAuthority", $"{Field}.authorities names nobody: no artifact can be verified. Add the public key of whoever signs."));
        try
        {
            var doubts = new List<string>();
            var authorities = new List<Authority>();
            foreach (var authority in artifacts.Authorities)
                authorities.Add(await AuthorityAsync(artifacts, authority, doubts, cancellationToken));
            var policy = new VerificationPolicy(
                authorities, artifacts.Require, [.. artifacts.Groups.Select(group => new Sig.AuthorityGroup(group.Name, group.Of, group.Require))],
                [.. artifacts.Attestations.Select(Attestation)], Provenance(artifacts.Provenance, source));
            if (kept.Count >= MostKept)
                kept.Clear();
            return new(kept.GetOrAdd(policy.Hash, policy), null) { Doubt = doubts.Count == 0 ? null : new("TrustRootUnavailable", $"{string.Join("; ", doubts)}. Whatever needs it could not be checked; the rest is judged.") };
        }
        catch (PolicyException e)
        {
            return new(null, new("AuthorityInvalid", $"{(e.Message.StartsWith("spec.", StringComparison.Ordinal) ? "" : Field + ": ")}{e.Message}."));
        }
    }

    private async Task<Authority> AuthorityAsync(ArtifactPolicy artifacts, ArtifactAuthority authority, List<string> doubts, CancellationToken cancellationToken)
    {
        var field = $"{Field}.authorities[{authority.Name}]";
        var isKeyless = authority.Keyless is not null;
        One(field, ("key", authority.Key), ("keyless", authority.Keyless), ("certificates", authority.Certificates));
        var demand = new EvidenceDemand
        {
            LogEntries = authority.LogEntries ?? (isKeyless ? 1 : 0),
            Timestamps = authority.Timestamps ?? 0,
            CertificateTimestamps = authority.CertificateTimestamps ?? (isKeyless ? 1 : 0),
            Witnesses = [.. authority.Witnesses.Select(Witness.Parse)],
            WitnessThreshold = authority.WitnessThreshold ?? 0,
        };
        // A key that demands no proof needs no root, and nothing is read for it.
        var needsRoot = isKeyless || demand.LogEntries + demand.Timestamps + demand.CertificateTimestamps > 0;
        var trust = needsRoot || authority.Certificates is not null ? await RootAsync(artifacts, authority, field, needsRoot, cancellationToken) : null;
        if (needsRoot && trust is TrustState.Unavailable unavailable && !doubts.Contains(unavailable.Message, StringComparer.Ordinal))
            doubts.Add(unavailable.Message);
        if (authority.Key is { } key)
            return new Sig.KeyAuthority(authority.Name, await TextAsync($"{field}.key", key.Data, key.ConfigMapRef, key.SecretRef, cancellationToken), trust, demand);
        if (authority.Keyless is { } keyless)
            return new Sig.KeylessAuthority(authority.Name, Identity(field, keyless), trust!, demand);
        var certificates = authority.Certificates!;
        var pem = await TextAsync($"{field}.certificates", certificates.Data, certificates.ConfigMapRef, certificates.SecretRef, cancellationToken);
        var subject = Match($"{field}.certificates.subject", certificates.Subject, certificates.SubjectRegex)!;
        return new Sig.CertificateAuthority(authority.Name, pem, new CertificateIdentity(null, subject), trust, demand);
    }

    private async Task<TrustState?> RootAsync(ArtifactPolicy artifacts, ArtifactAuthority authority, string field, bool needed, CancellationToken cancellationToken)
    {
        if (authority.TrustRoot is { } own)
            return await roots.FindAsync(own, $"{field}.trustRoot", cancellationToken);
        if (artifacts.TrustRoot is { } common)
            return await roots.FindAsync(common, $"{Field}.trustRoot", cancellationToken);
        return !needed ? null
            : throw new PolicyException($"{field} is judged by a Sigstore instance, and none is named; set {Field}.trustRoot, to {{publicGood: {{}}}} for the instance at sigstore.dev");
    }

    private static CertificateIdentity Identity(string field, Api.V1Alpha1.KeylessAuthority keyless)
    {
        var extensions = keyless.Extensions.ToDictionary(extension => extension.Key, extension => TextMatch.Exactly(extension.Value), StringComparer.Ordinal);
        return new(
            Match($"{field}.keyless.issuer", keyless.Issuer, keyless.IssuerRegex),
            Match($"{field}.keyless.subject", keyless.Subject, keyless.SubjectRegex),
            extensions);
    }

    private static TextMatch Match(string field, string? exact, string? pattern) => (exact, pattern) switch
    {
        ({ } text, null) => TextMatch.Exactly(text),
        (null, { } regex) => TextMatch.Pattern(regex),
        _ => throw new PolicyException($"{field} and {field}Regex: give exactly one of them"),
    };

    // The API server holds segments to this; a policy in a file has nobody else who would.
    private static void One(string field, params ReadOnlySpan<(string Name, object? Value)> choices)
    {
        var (given, names) = (0, new List<string>());
        foreach (var (name, value) in choices)
        {
            names.Add(name);
            if (value is not null)
                given++;
        }

        if (given != 1)
            throw new PolicyException($"{field}: give exactly one of {string.Join(", ", names)}");
    }

    private static Sig.AttestationRequirement Attestation(Api.V1Alpha1.AttestationRequirement demanded)
    {
        var field = $"{Field}.attestations[{demanded.Name}]";
        TimeSpan? maxAge = demanded.MaxAge is not { } text ? null
            : Durations.TryParse(text, out var duration) ? duration : throw new PolicyException($"{field}.maxAge '{text}' is no duration; write 90s, 30m, 12h or 7d");
        return new(demanded.Name, demanded.PredicateType)
        {
            MaxAge = maxAge,
            Authorities = demanded.Authorities,
            Rule = demanded.Rule is { Length: > 0 } rule ? CelPredicateRule.Compile($"{field}.rule", rule) : null,
            Message = demanded.Message,
        };
    }

    private static Sig.ProvenanceRequirement? Provenance(Api.V1Alpha1.ProvenanceRequirement? demanded, SourceReference? source) => demanded is null ? null : new()
    {
        Repositories = demanded.Repositories,
        Refs = demanded.Refs,
        Builders = demanded.Builders,
        Authorities = demanded.Authorities,
        Repository = demanded.MatchSource ? source?.Repository : null,
        Revision = demanded.MatchSource ? source?.Revision : null,
    };

    private async Task<string> TextAsync(string field, string? inline, KeyReference? configMap, KeyReference? secret, CancellationToken cancellationToken)
    {
        One(field, ("data", inline), ("configMapRef", configMap), ("secretRef", secret));
        if (inline is not null)
            return inline;
        var (kind, reference) = configMap is not null ? (ReferenceKind.ConfigMap, configMap) : (ReferenceKind.Secret, secret!);
        var read = await references.ReadAsync(kind, reference, cancellationToken);
        return read.Content is { } content ? System.Text.Encoding.UTF8.GetString(content) : throw new PolicyException($"{field} is not there: {read.Missing}");
    }
}

/// <summary>What came of making a policy.</summary>
/// <param name="Policy">The policy; null when there is a problem.</param>
/// <param name="Problem">What stands in the way; null when nothing does.</param>
internal sealed record TrustOutcome(VerificationPolicy? Policy, SegmentProblem? Problem)
{
    /// <summary>What could not be had now, and does not stand in the way of the rest.</summary>
    public SegmentProblem? Doubt { get; init; }
}
