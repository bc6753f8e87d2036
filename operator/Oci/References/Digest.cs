using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SegmentOperator.Oci;

/// <summary>
/// A content digest as the OCI image specification spells it, <c>sha256:…</c> or <c>sha512:…</c> with lower-case hexadecimal.
/// An instance is always well-formed: its length fits its algorithm.
/// </summary>
public sealed record Digest
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    private Digest(string algorithm, string hex) => (Algorithm, Hex) = (algorithm, hex);

    /// <summary><c>sha256</c> or <c>sha512</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The hash in lower-case hexadecimal: 64 or 128 characters.</summary>
    public string Hex { get; }

    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">The text is no digest; the message says why.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest, out var error) ? digest : throw new FormatException(error);

    /// <summary>Reads a digest, or says in a sentence why the text is none.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Digest? digest, [NotNullWhen(false)] out string? error)
    {
        digest = null;
        error = null;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0)
        {
            error = $"the digest '{Shown.Short(text)}' has no algorithm; write it as sha256: and 64 hexadecimal digits";
            return false;
        }

        var algorithm = text[..colon];
        var hex = text[(colon + 1)..];
        var length = algorithm switch { Sha256 => 64, Sha512 => 128, _ => 0 };
        if (length == 0)
            error = $"the digest algorithm '{Shown.Short(algorithm)}' is not supported; use sha256 or sha512";
        else if (hex.Length != length)
            error = $"a {algorithm} digest has {length} hexadecimal digits, this one has {hex.Length}";
        else if (!hex.All(char.IsAsciiHexDigitLower))
            error = $"the {algorithm} digest '{Shown.Short(hex)}' has a character that is not a lower-case hexadecimal digit";
        if (error is not null) return false;
        digest = new Digest(algorithm, hex);
        return true;
    }

    /// <summary>The sha256 digest of these bytes.</summary>
    public static Digest Compute(ReadOnlySpan<byte> content) =>
        new(Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Whether these bytes have this digest, by its own algorithm.</summary>
    public bool Matches(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        var written = Algorithm == Sha256 ? SHA256.HashData(content, hash) : SHA512.HashData(content, hash);
        return string.Equals(Convert.ToHexStringLower(hash[..written]), Hex, StringComparison.Ordinal);
    }

    /// <summary>A running hash of this digest's algorithm.</summary>
    internal IncrementalHash StartHash() =>
        IncrementalHash.CreateHash(Algorithm == Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);

    /// <summary><c>algorithm:hex</c>.</summary>
    public override string ToString() => $"{Algorithm}:{Hex}";
}
