using System.Formats.Asn1;

namespace SegmentOperator.Sigstore;

/// <summary>Ed25519 (RFC 8032), pure: it signs messages and not hashes.</summary>
internal sealed class Ed25519Key : PublicKey
{
    private const int KeyLength = 32;
    private const int SignatureLength = 64;
    private static readonly SignatureScheme[] Pure = [new(default)];

    private readonly LibCrypto.KeyHandle handle;

    private Ed25519Key(byte[] canonical, LibCrypto.KeyHandle handle) : base(canonical) => this.handle = handle;

    public override KeyAlgorithm Algorithm => KeyAlgorithm.Ed25519;

    public override IReadOnlyList<SignatureScheme> Schemes => Pure;

    public override bool NeedsMessage => true;

    public static Ed25519Key Import(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var algorithm = info.ReadSequence();
        algorithm.ReadObjectIdentifier();
        // RFC 8410: the parameters are absent.
        algorithm.ThrowIfNotEmpty();
        var raw = info.ReadBitString(out var unused);
        info.ThrowIfNotEmpty();
        return raw.Length == KeyLength && unused == 0
            ? new Ed25519Key(der.ToArray(), LibCrypto.ImportEd25519(raw))
            : throw new MalformedException($"it is an Ed25519 key of {raw.Length} bytes and not {KeyLength}");
    }

    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, SignatureScheme scheme) =>
        signature.Length == SignatureLength && LibCrypto.VerifyEd25519(handle, message, signature);

    // Its holder never signed a hash as such; what is not at hand cannot be checked, and callers ask NeedsMessage first.
    public override bool VerifyHash(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature, SignatureScheme scheme) => false;

    public override void Dispose() => handle.Dispose();
}
