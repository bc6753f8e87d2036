using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>What a signature is over.</summary>
internal abstract record SignedContent
{
    private SignedContent()
    {
    }

    /// <summary>The artifact's own bytes.</summary>
    /// <param name="Algorithm">The hash that the signer says to have used; null where nothing is said.</param>
    /// <param name="ClaimedHash">The hash that the signer says the artifact has. Never used in the artifact's stead.</param>
    public sealed record Message(HashAlgorithmName? Algorithm, byte[]? ClaimedHash) : SignedContent;

    /// <summary>An in-toto statement in an envelope.</summary>
    public sealed record Statement(DsseEnvelope Envelope, byte[] Signed, InTotoStatement InToto) : SignedContent;

    /// <summary>A simple signing payload.</summary>
    /// <param name="Payload">The bytes.</param>
    /// <param name="About">The digest that it names.</param>
    public sealed record SimplePayload(byte[] Payload, string About) : SignedContent;

    public static Statement Of(DsseEnvelope envelope) => envelope.PayloadType == InTotoStatement.PayloadType
        ? new Statement(envelope, envelope.Signed(), InTotoStatement.Read(envelope.Payload))
        : throw new MalformedException("the envelope's payloadType is not in-toto's, " + InTotoStatement.PayloadType);

    /// <summary>Whether what is signed speaks of this artifact.</summary>
    public bool IsAbout(SubjectArtifact artifact) => this switch
    {
        Message message => message.ClaimedHash is null || message.Algorithm is not { } algorithm
            || artifact.Hash(algorithm) is not { } hash || hash.AsSpan().SequenceEqual(message.ClaimedHash),
        Statement statement => statement.InToto.IsAbout(artifact),
        SimplePayload payload => payload.About.Split(':', 2) is [var algorithm, var hex] && artifact.HasDigest(algorithm, hex),
        _ => false,
    };

    /// <summary>The signed bytes; null where they are the artifact's and not at hand.</summary>
    public ReadOnlyMemory<byte>? Bytes(SubjectArtifact artifact) => this switch
    {
        Statement statement => statement.Signed,
        SimplePayload payload => payload.Payload,
        _ => artifact.Content,
    };

    /// <summary>The hash of the signed bytes; null where it is not known.</summary>
    public byte[]? Hash(HashAlgorithmName algorithm, SubjectArtifact artifact) => this switch
    {
        Statement statement => Hashes.Compute(algorithm, statement.Signed),
        SimplePayload payload => Hashes.Compute(algorithm, payload.Payload),
        _ => artifact.Hash(algorithm),
    };
}
