using System.Net;
using System.Security.Cryptography;

namespace SegmentOperator.Oci;

/// <summary>
/// Reads a blob and proves it: counts and hashes what it hands out, goes on where a transfer broke, and says at the end
/// whether it was the blob.
/// </summary>
internal sealed class BlobStream : Stream
{
    // Each break costs a request; a registry that breaks after every few bytes is not waited for.
    private const int MostResumptions = 16;
    private readonly RegistryTransport transport;
    private readonly RegistryRequest request;
    private readonly Descriptor blob;
    private readonly TimeSpan timeout;
    private readonly TimeProvider time;
    private readonly IncrementalHash hash;
    private HttpResponseMessage? response;
    private Stream? body;
    private long position;
    private int resumptions;
    private bool proven;

    private BlobStream(RegistryTransport transport, RegistryRequest request, Descriptor blob, TimeSpan timeout, TimeProvider time)
    {
        (this.transport, this.request, this.blob, this.timeout, this.time) = (transport, request, blob, timeout, time);
        hash = blob.Digest.StartHash();
    }

    public static async Task<Stream> OpenAsync(
        RegistryTransport transport, RegistryRequest request, Descriptor blob, TimeSpan timeout, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var stream = new BlobStream(transport, request with { KeepOpen = true }, blob, timeout, time);
        try
        {
            await stream.ConnectAsync(cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => blob.Size;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (proven || buffer.Length == 0) return 0;
        while (true)
        {
            using var deadline = new Deadline(timeout, time, cancellationToken);
            RegistryUnavailableException broken;
            try
            {
                if (body is null) await ConnectAsync(cancellationToken);
                return Take(buffer, await body!.ReadAsync(buffer, deadline.Token));
            }
            catch (OperationCanceledException) when (deadline.Expired)
            {
                broken = Failures.Timeout(request.Repository.Registry, timeout);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                broken = Failures.Connection(request.Repository.Registry, e);
            }

            Disconnect();
            if (++resumptions > MostResumptions) throw broken;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("a blob is read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Disconnect();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Memory<byte> buffer, int read)
    {
        if (read > 0)
        {
            position += read;
            if (position > blob.Size) throw WrongSize("more");
            hash.AppendData(buffer.Span[..read]);
            return read;
        }

        // A body that ends early without an error (no Content-Length, HTTP/1.0) is short, not broken.
        if (position < blob.Size) throw WrongSize("fewer");
        if (!string.Equals(Convert.ToHexStringLower(hash.GetHashAndReset()), blob.Digest.Hex, StringComparison.Ordinal))
            throw new RegistryContentException(
                $"the registry {request.Repository.Registry} delivered other content than {request.What} of {request.Repository.Name}",
                RegistryContentProblem.WrongDigest);
        proven = true;
        return 0;
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var from = position;
        (response, body) = await transport.SendAsync(
            request with { RangeFrom = from },
            async (answer, token) => (answer, await StartAsync(answer, from, token)), cancellationToken);
    }

    // A registry may ignore the range and send everything: then what was read already is skipped.
    private async Task<Stream> StartAsync(HttpResponseMessage answer, long from, CancellationToken cancellationToken)
    {
        var partial = answer.StatusCode == HttpStatusCode.PartialContent;
        if (partial && answer.Content.Headers.ContentRange?.From != from)
            throw Failures.Garbage(request.Repository.Registry, $"the rest of {request.What}");
        var expected = partial ? blob.Size - from : blob.Size;
        if (answer.Content.Headers.ContentLength is { } length && length != expected) throw WrongSize(length > expected ? "more" : "fewer");
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var skip = partial ? 0 : from;
        var scratch = new byte[16 * 1024];
        while (skip > 0)
        {
            var read = await stream.ReadAsync(scratch.AsMemory(0, (int)Math.Min(scratch.Length, skip)), cancellationToken);
            if (read == 0) throw WrongSize("fewer");
            skip -= read;
        }

        return stream;
    }

    private RegistryContentException WrongSize(string than) =>
        new($"the registry {request.Repository.Registry} delivered {than} bytes than the {blob.Size} of {request.What}",
            RegistryContentProblem.WrongSize);

    private void Disconnect()
    {
        body?.Dispose();
        response?.Dispose();
        (body, response) = (null, null);
    }
}
