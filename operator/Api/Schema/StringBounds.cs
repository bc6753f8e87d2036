namespace SegmentOperator.Api.Schema;

/// <summary>Bounds of a string; on a list or a map of strings they bound each item or value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class StringBoundsAttribute : Attribute
{
    /// <summary>Characters at most; 0 leaves it to another attribute.</summary>
    public int MaxLength { get; protected init; }

    /// <summary>Characters at least.</summary>
    public int MinLength { get; protected init; }

    /// <summary>A regular expression in the syntax that both RE2 and .NET read; null for none.</summary>
    public string? Pattern { get; protected init; }

    /// <summary>An OpenAPI format that kube-apiserver checks; null for none.</summary>
    public string? Format { get; protected init; }

    /// <summary>A CEL rule that repeats the pattern with a message for people; null for none.</summary>
    public string? Rule { get; protected init; }

    /// <summary>What the API server answers when <see cref="Rule"/> does not hold.</summary>
    public string? Message { get; protected init; }
}
