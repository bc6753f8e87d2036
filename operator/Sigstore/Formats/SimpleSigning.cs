namespace SegmentOperator.Sigstore;

/// <summary>The payload of a signature under a tag. Its <c>critical.identity</c> is a name the signer typed and proves nothing.</summary>
internal static class SimpleSigning
{
    public const string MediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
    private const string PayloadType = "cosign container image signature";
    private const int Largest = 1024 * 1024;

    /// <summary>The digest that the payload is about.</summary>
    public static string DigestOf(ReadOnlyMemory<byte> payload) => StrictJson.Read(payload, "the payload", Largest, root =>
    {
        var critical = root.Object("critical");
        return critical.Text("type") is PayloadType or InTotoStatement.SignaturePredicate
            ? critical.Object("image").Text("docker-manifest-digest")
            : throw new MalformedException("the payload's critical.type is not that of a signature");
    });
}
