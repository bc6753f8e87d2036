namespace SegmentOperator.Oci;

/// <summary>One repository of one registry.</summary>
/// <param name="Registry">The registry's host and optional port as people write it, for example <c>docker.io</c> or
/// <c>registry.example.com:5000</c>.</param>
/// <param name="Name">The repository's name, for example <c>library/busybox</c>.</param>
public sealed record RepositoryReference(string Registry, string Name)
{
    /// <summary>Reads <c>registry/name</c> without tag and digest, shorthands written out.</summary>
    /// <exception cref="FormatException">The text is no repository; the message says what to change.</exception>
    public static RepositoryReference Parse(string text) =>
        ReferenceGrammar.ParseRepository(text, out var repository) is { } error ? throw new FormatException(error) : repository!;

    /// <summary>This digest in this repository.</summary>
    public ArtifactReference At(Digest digest) => new(this, digest);

    /// <summary><c>registry/name</c>.</summary>
    public override string ToString() => $"{Registry}/{Name}";
}
