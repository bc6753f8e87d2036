namespace SegmentOperator.Oci;

/// <summary>One thing to ask a registry.</summary>
/// <param name="Operation">The span's name, for example <c>manifest.get</c>.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Repository">The repository: it decides the host, the credential and the token's scope.</param>
/// <param name="Path">Path and query on the registry's host.</param>
/// <param name="What">What is asked for, in words for a message, for example "the manifest sha256:…".</param>
internal sealed record RegistryRequest(
    string Operation, HttpMethod Method, RepositoryReference Repository, string Path, string What)
{
    /// <summary>The Accept header's values.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The first byte wanted, where earlier ones are there already.</summary>
    public long RangeFrom { get; init; }

    /// <summary>Whether the answer's body outlives the request: who reads it disposes of it.</summary>
    public bool KeepOpen { get; init; }
}
