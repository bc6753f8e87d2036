namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>Where a package's files come from.</summary>
internal interface IPackageSource
{
    /// <summary>The names of all files, where they are known before any is read; null otherwise.</summary>
    IReadOnlyList<string>? Names { get; }

    /// <summary>The files, one after the other. Each must be read before the next one is asked for.</summary>
    /// <exception cref="Archives.PackageUnsafeException">The archive is hostile or damaged.</exception>
    IEnumerable<PackageFile> Files(CancellationToken cancellationToken);
}
