using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>Serves content, whole or from some byte on, or spoiled by a fault.</summary>
internal static class ContentResponses
{
    public static async Task SendAsync(HttpContext context, string type, string digest, byte[] content, RegistryFault? fault)
    {
        var response = context.Response;
        response.ContentType = fault is RegistryFault.OtherType other ? other.MediaType : type;
        response.Headers["Docker-Content-Digest"] = digest;
        var from = From(context.Request.Headers.Range.ToString(), content.Length);
        if (from > 0)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        ReadOnlyMemory<byte> body = Spoiled(content, fault).AsMemory(from);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = body.Length;
            return;
        }

        if (fault is not RegistryFault.Overlong) response.ContentLength = body.Length;
        if (fault is RegistryFault.Truncated cut && cut.After < body.Length)
        {
            await response.Body.WriteAsync(body[..cut.After], context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
            return;
        }

        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static byte[] Spoiled(byte[] content, RegistryFault? fault)
    {
        switch (fault)
        {
            case RegistryFault.WrongBytes when content.Length > 0:
                var changed = (byte[])content.Clone();
                changed[^1] ^= 1;
                return changed;
            case RegistryFault.Overlong overlong:
                return [.. content, .. new byte[overlong.Extra]];
            case RegistryFault.HugeManifest huge:
                var large = new byte[huge.Size];
                Array.Fill(large, (byte)' ');
                content.CopyTo(large, 0);
                return large;
            default:
                return content;
        }
    }

    private static int From(string range, int length) =>
        range.StartsWith("bytes=", StringComparison.Ordinal) && range.EndsWith('-')
        && int.TryParse(range[6..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from < length ? from : 0;
}
