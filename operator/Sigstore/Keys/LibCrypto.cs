using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>
/// What .NET's own cryptography lacks, from the OpenSSL library that .NET itself has loaded: Ed25519, RSA-PSS with a salt of any length, and
/// an import of ECDSA keys that does not cost more than verifying with them. An EVP_PKEY is only read after its making, so several threads may use one.
/// </summary>
internal static partial class LibCrypto
{
    private const string Library = "segment-operator-libcrypto";
    private const int Ed25519 = 1087;
    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"];

    static LibCrypto() => NativeLibrary.SetDllImportResolver(typeof(LibCrypto).Assembly, Resolve);

    public static KeyHandle ImportEd25519(ReadOnlySpan<byte> raw)
    {
        var handle = NewRawPublicKey(Ed25519, 0, raw, (nuint)raw.Length);
        return handle.IsInvalid ? throw new CryptographicException("OpenSSL does not take the Ed25519 key") : handle;
    }

    public static bool VerifyEd25519(KeyHandle key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var context = NewContext();
        if (context.IsInvalid || DigestVerifyInit(context, 0, 0, 0, key) != 1)
            throw new CryptographicException("OpenSSL cannot begin to verify an Ed25519 signature");
        var answer = DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length);
        // A refused signature leaves an error behind, which must not be taken for somebody else's.
        if (answer != 1) ClearErrors();
        return answer == 1;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library) return 0;
        var version = Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE");
        foreach (var candidate in version is { Length: > 0 } ? [$"libcrypto.so.{version}", .. Names] : Names)
        {
            if (NativeLibrary.TryLoad(candidate, out var handle)) return handle;
        }

        throw new DllNotFoundException("OpenSSL's libcrypto is not installed; .NET's cryptography needs it as well");
    }

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_new_raw_public_key")]
    private static partial KeyHandle NewRawPublicKey(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library, EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_new")]
    private static partial ContextHandle NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerifyInit")]
    private static partial int DigestVerifyInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library, EntryPoint = "EVP_DigestVerify")]
    private static partial int DigestVerify(
        ContextHandle context, ReadOnlySpan<byte> signature, nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library, EntryPoint = "ERR_clear_error")]
    private static partial void ClearErrors();

    /// <summary>An EVP_PKEY.</summary>
    internal sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    /// <summary>An EVP_MD_CTX.</summary>
    internal sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            FreeContext(handle);
            return true;
        }
    }
}
