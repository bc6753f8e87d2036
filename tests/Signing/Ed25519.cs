using System.Runtime.InteropServices;

namespace SegmentOperator.Signing;

/// <summary>Ed25519 from OpenSSL, for tests: .NET has none.</summary>
internal sealed partial class Ed25519 : IDisposable
{
    public const int KeyLength = 32;
    private const int SignatureLength = 64;
    private const int Type = 1087;
    private static readonly byte[] Prefix = Convert.FromHexString("302a300506032b6570032100");
    private nint key;

    public Ed25519(byte[] seed)
    {
        key = NewPrivateKey(Type, 0, seed, (nuint)seed.Length);
        var raw = new byte[KeyLength];
        var length = (nuint)raw.Length;
        if (key == 0 || GetPublicKey(key, raw, ref length) != 1) throw new InvalidOperationException("OpenSSL made no Ed25519 key.");
        PublicKeyInfo = [.. Prefix, .. raw];
    }

    public byte[] PublicKeyInfo { get; }

    public byte[] Sign(byte[] message)
    {
        var context = NewContext();
        try
        {
            var signature = new byte[SignatureLength];
            var length = (nuint)signature.Length;
            return DigestSignInit(context, 0, 0, 0, key) == 1 && DigestSign(context, signature, ref length, message, (nuint)message.Length) == 1
                ? signature : throw new InvalidOperationException("OpenSSL made no Ed25519 signature.");
        }
        finally
        {
            FreeContext(context);
        }
    }

    public void Dispose()
    {
        FreeKey(key);
        key = 0;
    }

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_PKEY_new_raw_private_key")]
    private static partial nint NewPrivateKey(int type, nint engine, byte[] seed, nuint length);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_PKEY_get_raw_public_key")]
    private static partial int GetPublicKey(nint key, [Out] byte[] raw, ref nuint length);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_PKEY_free")]
    private static partial void FreeKey(nint key);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_MD_CTX_new")]
    private static partial nint NewContext();

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_MD_CTX_free")]
    private static partial void FreeContext(nint context);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_DigestSignInit")]
    private static partial int DigestSignInit(nint context, nint keyContext, nint digest, nint engine, nint key);

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_DigestSign")]
    private static partial int DigestSign(nint context, [Out] byte[] signature, ref nuint length, byte[] message, nuint messageLength);
}
