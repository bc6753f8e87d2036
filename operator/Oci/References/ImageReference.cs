using System.Diagnostics.CodeAnalysis;

namespace SegmentOperator.Oci;

/// <summary>
/// A reference as people write it: <c>[registry/]name[:tag][@digest]</c>, by the grammar of the OCI distribution specification,
/// with Docker Hub's shorthands (<c>busybox</c> is <c>docker.io/library/busybox:latest</c>).
/// </summary>
public sealed record ImageReference
{
    internal ImageReference(RepositoryReference repository, string? tag, Digest? digest) =>
        (Repository, Tag, Digest) = (repository, tag, digest);

    /// <summary>The repository, shorthands written out.</summary>
    public RepositoryReference Repository { get; }

    /// <summary>The tag; <c>latest</c> when neither tag nor digest is written, null when only a digest is.</summary>
    public string? Tag { get; }

    /// <summary>The digest, if one is written. It outranks the tag.</summary>
    public Digest? Digest { get; }

    /// <summary>Reads a reference.</summary>
    /// <exception cref="FormatException">The text is no reference; the message says what to change.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    /// <summary>Reads a reference, or says in a sentence why the text is none.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error) =>
        ReferenceGrammar.TryParse(text, out reference, out error);

    /// <summary>A tag of a repository.</summary>
    /// <exception cref="FormatException">The tag breaks the grammar.</exception>
    public static ImageReference ForTag(RepositoryReference repository, string tag) =>
        ReferenceGrammar.TagError(tag) is { } error ? throw new FormatException(error) : new(repository, tag, digest: null);

    /// <summary>This reference, pinned to what it was resolved to.</summary>
    public ArtifactReference At(Digest digest) => Repository.At(digest);

    /// <summary>The same tag and digest in another repository.</summary>
    internal ImageReference In(RepositoryReference repository) => new(repository, Tag, Digest);

    /// <summary>The full spelling: <c>registry/name[:tag][@digest]</c>.</summary>
    public override string ToString() =>
        $"{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
