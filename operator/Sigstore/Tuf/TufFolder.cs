namespace SegmentOperator.Sigstore;

/// <summary>A TUF repository in a folder: a mirror that is mounted.</summary>
/// <param name="folder">The folder that holds timestamp.json.</param>
public sealed class TufFolder(string folder) : ITufRepository
{
    /// <inheritdoc/>
    public string Name => folder;

    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(string path, long limit, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(Path.Combine(folder, path));
            return await TufBytes.ReadAsync(file, limit, $"{folder}/{path}", cancellationToken);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TufException(TufProblem.Unreachable, $"the TUF repository in {folder} cannot be read: {e.Message}", e);
        }
    }
}
