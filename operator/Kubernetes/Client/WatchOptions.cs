namespace SegmentOperator.Kubernetes;

/// <summary>What to watch.</summary>
public sealed record WatchOptions
{
    /// <summary>The namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector in kubectl's syntax.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>The version to go on from; a list's, or the last event's.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Asks the server to begin with the present state (a streaming list), ended by a bookmark.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>How long the server keeps the watch open. The client gives up five seconds later.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Asks for bookmarks, which move the version on while nothing happens.</summary>
    public bool AllowBookmarks { get; init; } = true;
}
