namespace SegmentOperator.RegistrySim;

/// <summary>Something that goes wrong.</summary>
public abstract record RegistryFault
{
    private RegistryFault()
    {
    }

    /// <summary>The connection is cut without an answer.</summary>
    public sealed record Down : RegistryFault;

    /// <summary>The answer comes late.</summary>
    public sealed record Slow(TimeSpan Delay) : RegistryFault;

    /// <summary>A web page instead of an answer.</summary>
    public sealed record Garbage : RegistryFault;

    /// <summary>429.</summary>
    /// <param name="RetryAfter">The Retry-After header's value, or null for none.</param>
    public sealed record TooManyRequests(string? RetryAfter = null) : RegistryFault;

    /// <summary>Some other status without a body.</summary>
    public sealed record Status(int Code) : RegistryFault;

    /// <summary>The content with its last byte changed, under its old digest.</summary>
    public sealed record WrongBytes : RegistryFault;

    /// <summary>The connection is cut after some bytes of the content.</summary>
    public sealed record Truncated(int After) : RegistryFault;

    /// <summary>The content with bytes added, without a Content-Length.</summary>
    public sealed record Overlong(int Extra) : RegistryFault;

    /// <summary>The right content under another content type.</summary>
    public sealed record OtherType(string MediaType) : RegistryFault;

    /// <summary>A manifest of this size instead of the stored one.</summary>
    public sealed record HugeManifest(int Size = 5 * 1024 * 1024) : RegistryFault;

    /// <summary>307 to the same path on another origin.</summary>
    public sealed record Redirect(Uri Origin) : RegistryFault;
}
