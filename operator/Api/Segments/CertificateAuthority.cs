using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// An identity in a certificate of your own certificate authority. Without a log entry or timestamp the certificate must be valid now;
/// with one (logEntries, timestamps), when the signature was made.
/// </summary>
[CelRule("[has(self.data), has(self.configMapRef), has(self.secretRef)].filter(x, x).size() == 1",
    "give exactly one of data, configMapRef and secretRef")]
[CelRule("has(self.subject) != has(self.subjectRegex)", "give exactly one of subject and subjectRegex")]
public sealed record CertificateAuthority
{
    /// <summary>The root certificate in PEM, followed by intermediates.</summary>
    [Text(65536, 1)]
    public string? Data { get; set; }

    /// <summary>An entry of a ConfigMap in the operator's namespace that holds the PEM.</summary>
    public KeyReference? ConfigMapRef { get; set; }

    /// <summary>An entry of a Secret in the operator's namespace that holds the PEM.</summary>
    public KeyReference? SecretRef { get; set; }

    /// <summary>The alternative name in the leaf certificate, exactly.</summary>
    [Text(512, 1)]
    public string? Subject { get; set; }

    /// <summary>The same as a regular expression (RE2) that matches the whole name.</summary>
    [Text(512, 1)]
    public string? SubjectRegex { get; set; }
}
