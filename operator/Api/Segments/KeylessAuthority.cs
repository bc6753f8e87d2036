using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>An identity in a Fulcio certificate.</summary>
[CelRule("has(self.issuer) != has(self.issuerRegex)", "give exactly one of issuer and issuerRegex")]
[CelRule("has(self.subject) != has(self.subjectRegex)", "give exactly one of subject and subjectRegex")]
public sealed record KeylessAuthority
{
    /// <summary>Who authenticated the identity, exactly: https://token.actions.githubusercontent.com.</summary>
    [Text(512, 1)]
    public string? Issuer { get; set; }

    /// <summary>The same as a regular expression (RE2) that matches the whole issuer.</summary>
    [Text(512, 1)]
    public string? IssuerRegex { get; set; }

    /// <summary>The identity, exactly: an e-mail address or a workflow's URI.</summary>
    [Text(512, 1)]
    public string? Subject { get; set; }

    /// <summary>The same as a regular expression (RE2) that matches the whole identity.</summary>
    [Text(512, 1)]
    public string? SubjectRegex { get; set; }

    /// <summary>
    /// Values that extensions of the certificate must have, exactly, by Fulcio's names in lower camel case: sourceRepositoryURI,
    /// sourceRepositoryRef, sourceRepositoryDigest, buildSignerURI, runnerEnvironment.
    /// </summary>
    [Size(24)]
    [Text(512, 1)]
    public IReadOnlyDictionary<string, string> Extensions { get; set; } = new Dictionary<string, string>();
}
