using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>Whose signature a log entry must be about.</summary>
/// <param name="Key">The key that made it.</param>
/// <param name="Leaf">The certificate around the key; null for a managed key.</param>
internal sealed record Signer(PublicKey Key, Certificate? Leaf)
{
    /// <summary>Whether a PEM, as Rekor v1 keeps it, is this signer.</summary>
    public bool IsPem(byte[] pem)
    {
        var text = System.Text.Encoding.UTF8.GetString(pem);
        if (!PemEncoding.TryFind(text, out var fields)) return false;
        if (!text.AsSpan()[..fields.Location.Start.Value].IsWhiteSpace() || !text.AsSpan()[fields.Location.End.Value..].IsWhiteSpace()) return false;
        var der = Convert.FromBase64String(text[fields.Base64Data]);
        return text.AsSpan(fields.Label.Start.Value..fields.Label.End.Value) switch
        {
            "CERTIFICATE" => IsCertificate(der),
            "PUBLIC KEY" => IsKey(der),
            _ => false,
        };
    }

    public bool IsCertificate(byte[] der) => Leaf is not null && Leaf.Der.AsSpan().SequenceEqual(der);

    public bool IsKey(byte[] der)
    {
        if (Leaf is not null) return false;
        if (Key.Canonical.AsSpan().SequenceEqual(der)) return true;
        using var other = PublicKey.FromDer(der);
        return Key.Is(other);
    }
}
