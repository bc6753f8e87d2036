namespace SegmentOperator.Sigstore;

/// <summary>The payload of a signature under a tag. Its <c>critical.identity</c> is a name the signer typed and proves nothing.</summary>
internal static class SimpleSigning
{
    public const string MediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
    public const string SignatureAnnotation = "dev.cosignproject.cosign/signature";
    private const string PayloadType = "cosign container image signature";

    /// <summary>The digest that the payload is about.</summary>
    public static string DigestOf(ReadOnlyMemory<byte> payload) => StrictJson.Read(payload, "the payload", root =>
    {
        var critical = root.Object("critical");
        var type = critical.Text("type");
        return type is PayloadType or InTotoStatement.SignaturePredicate
            ? critical.Object("image").Text("docker-manifest-digest")
            : throw new MalformedException("the payload's critical.type is not that of a signature");
    });
}
