namespace SegmentOperator.RegistrySim;

/// <summary>An answer in the distribution specification's error format.</summary>
internal sealed class RegistryError(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static RegistryError NameUnknown() => new(404, "NAME_UNKNOWN", "repository name not known to registry");

    public static RegistryError ManifestUnknown() => new(404, "MANIFEST_UNKNOWN", "manifest unknown");

    public static RegistryError BlobUnknown() => new(404, "BLOB_UNKNOWN", "blob unknown to registry");

    public static RegistryError Unsupported() => new(405, "UNSUPPORTED", "the operation is unsupported");
}
