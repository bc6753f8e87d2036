namespace SegmentOperator.Oci;

/// <summary>One place that a repository's content is read from: a mirror, or the registry itself.</summary>
/// <param name="Client">Asks this place and no other.</param>
/// <param name="Repository">The repository as this place names it.</param>
/// <param name="IsMirror">Whether this is a mirror: what it does not have, the registry itself may have.</param>
public sealed record RegistryPlace(IRegistryClient Client, RepositoryReference Repository, bool IsMirror);
