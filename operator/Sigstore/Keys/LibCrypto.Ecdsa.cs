using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>ECDSA keys by OpenSSL 3's parameters, and signatures over hashes.</summary>
internal static unsafe partial class LibCrypto
{
    private const int PublicKeySelection = 0x86;
    private const uint Utf8Text = 4;
    private const uint Octets = 5;
    private static readonly Lazy<bool> TakesParameters = new(() =>
        Resolve(Library, typeof(LibCrypto).Assembly, null) is var library && NativeLibrary.TryGetExport(library, "EVP_PKEY_fromdata", out _));

    /// <summary>Whether this OpenSSL is one that takes keys by their parameters: version 3 and later.</summary>
    public static bool ImportsEcdsa => TakesParameters.Value;

    /// <summary>Imports a point, and refuses one that is not on the curve.</summary>
    /// <param name="curve">OpenSSL's name of the curve, ending in a zero byte.</param>
    /// <param name="point">The uncompressed point.</param>
    public static KeyHandle ImportEcdsa(ReadOnlySpan<byte> curve, ReadOnlySpan<byte> point)
    {
        using var context = NewKeyContextByName(0, "EC", 0);
        if (context.IsInvalid || FromDataInit(context) != 1) throw new CryptographicException("OpenSSL cannot begin to import an ECDSA key");
        fixed (byte* groupKey = "group\0"u8, publicKey = "pub\0"u8, name = curve, bytes = point)
        {
            var parameters = stackalloc Parameter[3];
            parameters[0] = new Parameter { Key = groupKey, Type = Utf8Text, Data = name, Size = (nuint)curve.Length - 1, Returned = nuint.MaxValue };
            parameters[1] = new Parameter { Key = publicKey, Type = Octets, Data = bytes, Size = (nuint)point.Length, Returned = nuint.MaxValue };
            parameters[2] = default;
            if (FromData(context, out var key, PublicKeySelection, parameters) == 1 && !key.IsInvalid) return key;
            key.Dispose();
            ClearErrors();
            throw new CryptographicException("OpenSSL does not take the ECDSA key");
        }
    }

    public static bool VerifyHash(KeyHandle key, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        using var context = NewKeyContext(key, 0);
        if (context.IsInvalid || VerifyInit(context) != 1) throw new CryptographicException("OpenSSL cannot begin to verify an ECDSA signature");
        var answer = Verify(context, signature, (nuint)signature.Length, hash, (nuint)hash.Length);
        if (answer != 1) ClearErrors();
        return answer == 1;
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new_from_name", StringMarshalling = StringMarshalling.Utf8)]
    private static partial KeyContextHandle NewKeyContextByName(nint library, string name, nint properties);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_new")]
    private static partial KeyContextHandle NewKeyContext(KeyHandle key, nint engine);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_CTX_free")]
    private static partial void FreeKeyContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_fromdata_init")]
    private static partial int FromDataInit(KeyContextHandle context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_fromdata")]
    private static partial int FromData(KeyContextHandle context, out KeyHandle key, int selection, Parameter* parameters);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_verify_init")]
    private static partial int VerifyInit(KeyContextHandle context);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_verify")]
    private static partial int Verify(
        KeyContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> hash, nuint hashLength);

    // OSSL_PARAM.
    [StructLayout(LayoutKind.Sequential)]
    private struct Parameter
    {
        public byte* Key;
        public uint Type;
        public void* Data;
        public nuint Size;
        public nuint Returned;
    }

    /// <summary>An EVP_PKEY_CTX.</summary>
    internal sealed class KeyContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeKeyContext(handle);
            return true;
        }
    }
}
