using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>RSA-PSS with a salt of any length.</summary>
internal static unsafe partial class LibCrypto
{
    /// <summary>Imports a SubjectPublicKeyInfo.</summary>
    public static KeyHandle ImportPublicKey(ReadOnlySpan<byte> der)
    {
        fixed (byte* start = der)
        {
            var next = start;
            var handle = ReadPublicKey(0, &next, new CLong(der.Length));
            if (!handle.IsInvalid) return handle;
            handle.Dispose();
            ClearErrors();
            throw new CryptographicException("OpenSSL does not take the public key");
        }
    }

    /// <summary>Whether a signature over a hash is good. The mask's hash is the same, as everywhere.</summary>
    public static bool VerifyPss(KeyHandle key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, HashAlgorithmName algorithm)
    {
        using var context = NewKeyContext(key, 0);
        if (context.IsInvalid || VerifyInit(context) != 1 || Set(context, "rsa_padding_mode", "pss") != 1
            || Set(context, "digest", algorithm.Name!) != 1 || Set(context, "rsa_pss_saltlen", "auto") != 1)
            throw new CryptographicException("OpenSSL cannot begin to verify an RSA-PSS signature");
        var answer = Verify(context, signature, (nuint)signature.Length, hash, (nuint)hash.Length);
        if (answer != 1) ClearErrors();
        return answer == 1;
    }

    [LibraryImport(Library, EntryPoint = "d2i_PUBKEY")]
    private static partial KeyHandle ReadPublicKey(nint reuse, byte** next, CLong length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_ctrl_str", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(KeyContextHandle context, string name, string value);
}
