namespace SegmentOperator.Kubernetes;

/// <summary>How to delete; also the request's body.</summary>
public sealed record DeleteOptions
{
    /// <summary>Always <c>v1</c>.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>Always <c>DeleteOptions</c>.</summary>
    public string Kind { get; init; } = "DeleteOptions";

    /// <summary><c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the kind's default.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>What must still hold, else the server answers with a conflict.</summary>
    public Preconditions? Preconditions { get; init; }

    /// <summary>Seconds to end in; null for the object's own.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Deletes exactly this object and not a later one of its name.</summary>
    /// <param name="value">The object as last seen.</param>
    public static DeleteOptions Only(IKubernetesObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new() { Preconditions = new() { Uid = value.Metadata.Uid } };
    }
}
