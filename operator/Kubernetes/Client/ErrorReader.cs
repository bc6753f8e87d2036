using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace SegmentOperator.Kubernetes;

/// <summary>Makes an exception of an answer that is not a success, whoever on the way gave it.</summary>
internal static class ErrorReader
{
    private const int MaxBytes = 1 << 20;

    public static async Task<KubernetesException> ReadAsync(
        HttpResponseMessage answer, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(answer, cancellationToken);
        var status = Parse(body) ?? new Status
        {
            Outcome = "Failure",
            Message = Excerpt(answer, body),
            Reason = ReasonOf(answer.StatusCode),
        };
        if (status.Code == 0)
            status.Code = (int)answer.StatusCode;
        return new(status, RetryAfter(answer, time));
    }

    private static async Task<byte[]> ReadBodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while (buffer.Length < MaxBytes && (read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
            buffer.Write(chunk, 0, read);
        return buffer.ToArray();
    }

    private static Status? Parse(byte[] body)
    {
        try
        {
            var status = JsonSerializer.Deserialize(body, KubernetesJson.Default.Status);
            return status is { Kind: "Status", Outcome: not null } ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Proxies answer with pages; their first line is enough to know who spoke.</summary>
    private static string Excerpt(HttpResponseMessage answer, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        var line = text.Split('\n', 2)[0].Trim();
        if (line.Length > 200)
            line = line[..200] + "…";
        var code = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
        var path = answer.RequestMessage?.RequestUri?.AbsolutePath;
        return line.Length == 0 ? $"{path}: the server answered {code}" : $"{path}: the server answered {code}: {line}";
    }

    private static string ReasonOf(HttpStatusCode code) => (int)code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        410 => "Gone",
        422 => "Invalid",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "Unknown",
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time)
    {
        var header = answer.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait > TimeSpan.Zero ? wait : null;
    }
}
