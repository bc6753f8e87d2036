namespace SegmentOperator.Oci;

/// <summary>Reads a body, but never more of it than allowed.</summary>
internal static class LimitedBody
{
    /// <summary>The body, or null when it is longer than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit) return null;
        using var buffer = new MemoryStream((int)(announced ?? 1024));
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > limit) return null;
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }
}
