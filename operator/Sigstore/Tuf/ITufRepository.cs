namespace SegmentOperator.Sigstore;

/// <summary>Where a TUF repository's files are read from. Nothing that it returns is trusted.</summary>
public interface ITufRepository
{
    /// <summary>What to call it in messages: its address, without credentials.</summary>
    string Name { get; }

    /// <summary>A file by its path below the repository, or null when it is not there.</summary>
    /// <param name="path">With slashes, without a leading one.</param>
    /// <param name="limit">The most bytes it may have.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="TufException">It cannot be read, or is larger.</exception>
    Task<byte[]?> FindAsync(string path, long limit, CancellationToken cancellationToken);
}
