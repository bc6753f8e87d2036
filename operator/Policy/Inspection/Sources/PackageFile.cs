namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>A file of a package, while it can be read.</summary>
/// <param name="Name">The entry's name, as it was found safe.</param>
/// <param name="Size">Its unpacked bytes, where the archive says so beforehand.</param>
/// <param name="Open">Its content; to be read to the end, once.</param>
internal sealed record PackageFile(string Name, long Size, Func<Stream> Open);
