namespace SegmentOperator.Sigstore;

/// <summary>The public-good instance at sigstore.dev.</summary>
public static class PublicGood
{
    /// <summary>The target that holds the instance's certificates and log keys.</summary>
    public const string TrustedRootTarget = "trusted_root.json";

    /// <summary>Where the instance publishes its TUF repository.</summary>
    public static readonly Uri Address = new("https://tuf-repo-cdn.sigstore.dev/");

    /// <summary>The root that the program was built with: version 15 of sigstore's root-signing ceremony. Newer ones follow from it.</summary>
    public static ReadOnlyMemory<byte> PinnedRoot { get; } = Read();

    private static byte[] Read()
    {
        using var stream = typeof(PublicGood).Assembly.GetManifestResourceStream("public-good-root.json")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
