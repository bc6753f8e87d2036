using System.Globalization;

namespace SegmentOperator.Sigstore;

/// <summary>Reads <c>trusted_root.json</c>.</summary>
internal static class TrustedRootReader
{
    private const int Largest = 1024 * 1024;
    private const int Most = 64;
    private const int MostCertificates = 10;

    public static TrustedRoot Read(ReadOnlyMemory<byte> json, string hash) =>
        StrictJson.Read(json, "the trusted root", Largest, root => Read(root, hash));

    private static TrustedRoot Read(JsonField root, string hash)
    {
        if (root.Text("mediaType") is not ("application/vnd.dev.sigstore.trustedroot+json;version=0.1"
            or "application/vnd.dev.sigstore.trustedroot+json;version=0.2"
            or "application/vnd.dev.sigstore.trustedroot.v0.1+json"
            or "application/vnd.dev.sigstore.trustedroot.v0.2+json"))
            throw new MalformedException($"mediaType '{Shown.Short(root.Text("mediaType"))}' is not that of a trusted root v0.1 or v0.2");
        return new TrustedRoot(
            hash, Logs(root, "tlogs"), Authorities(root, "certificateAuthorities"), Logs(root, "ctlogs"),
            Authorities(root, "timestampAuthorities"));
    }

    private static List<TrustedLog> Logs(JsonField root, string name)
    {
        var logs = new List<TrustedLog>();
        foreach (var entry in root.Array(name, Most))
        {
            var log = entry.AsObject();
            var key = log.Object("publicKey");
            var id = log.Object("logId").Bytes("keyId");
            var checkpoint = log.ObjectOrNull("checkpointKeyId")?.BytesOrNull("keyId") ?? id;
            if (checkpoint.Length < Checkpoint.HintLength) throw log.Wrong("has a key id of less than four bytes");
            if (Key(key) is { } known) logs.Add(new TrustedLog(id, checkpoint, log.TextOrNull("baseUrl") ?? "", known, Window(key)));
        }

        return logs;
    }

    // A log whose key is of a kind that is not known here proves nothing, and keeps nobody from using the others.
    private static PublicKey? Key(JsonField key)
    {
        var bytes = key.Bytes("rawBytes");
        try
        {
            var bare = key.TextOrNull("keyDetails") is "PKCS1_RSA_PKCS1V5" or "PKCS1_RSA_PSS";
            return bare ? PublicKey.FromPkcs1(bytes) : PublicKey.FromDer(bytes);
        }
        catch (KeyNotSupportedException)
        {
            return null;
        }
        catch (MalformedException e)
        {
            throw key.Wrong($"cannot be used: {e.Message}");
        }
    }

    private static List<TrustedAuthority> Authorities(JsonField root, string name)
    {
        var authorities = new List<TrustedAuthority>();
        foreach (var entry in root.Array(name, Most))
        {
            var authority = entry.AsObject();
            var list = authority.Object("certChain").Array("certificates", MostCertificates);
            if (list.Count == 0) throw authority.Wrong("has no certificate in certChain.certificates");
            var certificates = list.Select(certificate => Certificate(certificate.AsObject())).ToArray();
            authorities.Add(new TrustedAuthority(
                authority.TextOrNull("uri") ?? "", CertificateChain.Of(certificates, authority.Path), Window(authority)));
        }

        return authorities;
    }

    private static Certificate Certificate(JsonField field)
    {
        try
        {
            return Sigstore.Certificate.Read(field.Bytes("rawBytes"));
        }
        catch (MalformedException e) when (!e.Message.StartsWith(field.Path, StringComparison.Ordinal))
        {
            throw field.Wrong($"is not a certificate: {e.Message}");
        }
    }

    private static ValidityWindow Window(JsonField owner)
    {
        var window = owner.Object("validFor");
        var start = Time(window, "start") ?? throw window.Missing("start");
        var end = Time(window, "end");
        return end is null || end >= start ? new ValidityWindow(start, end) : throw window.Wrong("ends before it starts");
    }

    // RFC 3339 with up to nine digits of a second; what is finer than 100 ns is cut off, downwards.
    private static DateTimeOffset? Time(JsonField window, string name)
    {
        if (window.TextOrNull(name) is not { } text) return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var digits = dot < 0 ? 0 : text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9');
        var kept = digits is > 7 and <= 9 ? text.Remove(dot + 1 + 7, digits - 7) : text;
        return DateTimeOffset.TryParseExact(
            kept, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && (text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-')
            ? time : throw window.Wrong($"has a {name} that is not a time as RFC 3339 writes it");
    }
}
