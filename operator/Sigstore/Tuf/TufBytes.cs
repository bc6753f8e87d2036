namespace SegmentOperator.Sigstore;

/// <summary>Reads a file, but never more of it than allowed.</summary>
internal static class TufBytes
{
    public static async Task<byte[]> ReadAsync(Stream stream, long limit, string name, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > limit) throw new TufException(TufProblem.TooLarge, $"the TUF file {name} has more than the {limit} bytes that it may have");
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
