using System.Globalization;
using System.Text;
using System.Text.Json;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>A report for people, and for programs. Pure.</summary>
internal static class VerificationReportText
{
    public static string Plain(VerificationReport report)
    {
        var text = new StringBuilder();
        switch (report.Verdict)
        {
            case Verdict.Verified verified:
                text.Append(CultureInfo.InvariantCulture, $"Verified: {verified.Artifact} is signed as the policy demands.");
                foreach (var signature in verified.Signatures)
                    Append(text, $"signed by {signature.Authority}", signature);
                foreach (var attestation in verified.Attestations)
                    Append(text, $"attested {attestation.Requirement} ({attestation.PredicateType}) by {attestation.By.Authority}", attestation.By);
                break;
            case Verdict.Refused refused:
                text.Append(CultureInfo.InvariantCulture, $"Refused ({report.Reason ?? refused.Reason.ToString()}): {refused.Message}.");
                break;
            case Verdict.CouldNotCheck unknown:
                text.Append(CultureInfo.InvariantCulture, $"Could not check: {unknown.Message}. It is neither verified nor refused.");
                if (unknown.RetryAfter is { } wait)
                    text.Append(CultureInfo.InvariantCulture, $" Try again in {Math.Ceiling(wait.TotalSeconds)} s.");
                break;
        }

        return text.ToString();
    }

    public static string Json(VerificationReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("reference", report.Reference);
            if (report.Artifact is not null)
                json.WriteString("artifact", report.Artifact);
            if (report.PolicyHash is not null)
                json.WriteString("policyHash", "sha256:" + report.PolicyHash);
            json.WriteString("verdict", report.Word);
            Write(json, report);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, VerificationReport report)
    {
        switch (report.Verdict)
        {
            case Verdict.Verified verified:
                json.WriteString("verifiedAt", verified.VerifiedAt);
                json.WriteStartArray("signatures");
                foreach (var signature in verified.Signatures)
                    Write(json, null, signature);
                json.WriteEndArray();
                json.WriteStartArray("attestations");
                foreach (var attestation in verified.Attestations)
                    Write(json, attestation, attestation.By);
                json.WriteEndArray();
                break;
            case Verdict.Refused refused:
                json.WriteString("reason", report.Reason ?? refused.Reason.ToString());
                if (refused.Requirement is not null)
                    json.WriteString("requirement", refused.Requirement);
                json.WriteString("message", refused.Message);
                break;
            case Verdict.CouldNotCheck unknown:
                json.WriteString("message", unknown.Message);
                if (unknown.RetryAfter is { } wait)
                    json.WriteNumber("retryAfterSeconds", Math.Ceiling(wait.TotalSeconds));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, AttestationEvidence? attestation, AuthorityEvidence evidence)
    {
        json.WriteStartObject();
        if (attestation is not null)
        {
            json.WriteString("name", attestation.Requirement);
            json.WriteString("predicateType", attestation.PredicateType);
        }

        json.WriteString("authority", evidence.Authority);
        json.WriteString("format", evidence.Format.ToString());
        json.WriteString("source", evidence.Source);
        var signer = evidence.Signer;
        json.WriteString("signer", signer.Name);
        if (signer.Issuer is not null)
            json.WriteString("issuer", signer.Issuer);
        if (signer.Subject is not null)
            json.WriteString("subject", signer.Subject);
        if (signer.SignedAt is { } at)
            json.WriteString("signedAt", at);
        if (signer.Extensions.Count > 0)
        {
            json.WriteStartObject("extensions");
            foreach (var (name, value) in signer.Extensions.OrderBy(extension => extension.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteStartArray("logs");
        foreach (var log in signer.Logs)
        {
            json.WriteStartObject();
            json.WriteString("log", log.Log);
            json.WriteNumber("index", log.Index);
            if (log.IntegratedAt is { } integrated)
                json.WriteString("integratedAt", integrated);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("timestamps");
        foreach (var timestamp in signer.Timestamps)
        {
            json.WriteStartObject();
            json.WriteString("authority", timestamp.Authority);
            json.WriteString("time", timestamp.Time);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("certificateTimestamps", signer.CertificateTimestamps);
        json.WriteEndObject();
    }

    private static void Append(StringBuilder text, string what, AuthorityEvidence evidence)
    {
        var signer = evidence.Signer;
        text.Append(CultureInfo.InvariantCulture, $"\n  {what}: {signer.Name}");
        if (signer.SignedAt is { } at)
            text.Append(CultureInfo.InvariantCulture, $", {at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        foreach (var log in signer.Logs)
            text.Append(CultureInfo.InvariantCulture, $"\n    in the log {log.Log} at {log.Index}");
        foreach (var timestamp in signer.Timestamps)
            text.Append(CultureInfo.InvariantCulture, $"\n    timestamped by {timestamp.Authority}");
        text.Append(CultureInfo.InvariantCulture, $"\n    found in {evidence.Source} ({(evidence.Format == SignatureFormat.CosignTag ? "cosign's tag" : "Sigstore bundle")})");
    }
}
