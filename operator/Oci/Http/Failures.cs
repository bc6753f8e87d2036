using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>Says what a registry's failure means.</summary>
internal static class Failures
{
    private const int LongestErrorBody = 16 * 1024;
    private const int LongestErrorCode = 40;

    public static RegistryUnavailableException Timeout(string registry, TimeSpan timeout) =>
        new($"the registry {registry} did not answer within {timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s")
        {
            Transient = true,
        };

    public static RegistryUnavailableException Connection(string registry, Exception exception)
    {
        var error = (exception as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        var socket = exception as SocketException ?? exception.InnerException as SocketException;
        var why = (error, socket?.SocketErrorCode) switch
        {
            (HttpRequestError.NameResolutionError, _) or (_, SocketError.HostNotFound) => "its name cannot be resolved",
            (HttpRequestError.SecureConnectionError, _) =>
                "TLS with it failed; if its certificate is from a private authority, add that authority",
            (HttpRequestError.ProxyTunnelError, _) => "the proxy does not connect to it",
            (_, SocketError.ConnectionRefused) => "it refuses connections",
            (HttpRequestError.ConnectionError, _) => "it cannot be connected to",
            (HttpRequestError.ConfigurationLimitExceeded, _) => "its answer's header is too large",
            _ => "the connection broke",
        };
        return new RegistryUnavailableException($"the registry {registry} cannot be reached: {why}", exception)
        {
            Transient = error is not (HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded),
        };
    }

    public static RegistryUnavailableException Garbage(string registry, string what, Exception? inner = null) =>
        new($"the registry {registry} answered something else than {what}", inner);

    /// <summary>What an answer that is not a success means. Nothing of it but its status and error code goes into the message.</summary>
    public static async Task<RegistryException> OfAsync(
        RegistryRequest request, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = response.StatusCode;
        var code = await ErrorCodeAsync(response, cancellationToken);
        var answer = $"{(int)status}{(code is null ? "" : " " + code)}";
        var registry = request.Repository.Registry;
        switch (status)
        {
            case HttpStatusCode.NotFound:
                return new RegistryNotFoundException($"the registry {registry} does not have {request.What} in {request.Repository.Name}")
                {
                    StatusCode = status,
                    ErrorCode = code,
                };
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return new RegistryUnauthorizedException(
                    $"the registry {registry} refuses to give {request.What} of {request.Repository.Name} to these credentials ({answer})")
                {
                    StatusCode = status,
                    ErrorCode = code,
                };
            case HttpStatusCode.TooManyRequests:
                return new RegistryUnavailableException($"the registry {registry} limits our rate of requests ({answer})")
                {
                    StatusCode = status,
                    ErrorCode = code,
                    Transient = true,
                    RetryAfter = RetryAfter(response, time),
                };
            default:
                return new RegistryUnavailableException($"the registry {registry} answered {answer} when asked for {request.What}")
                {
                    StatusCode = status,
                    ErrorCode = code,
                    RetryAfter = RetryAfter(response, time),
                    Transient = ((int)status >= 500 && status != HttpStatusCode.NotImplemented) || status == HttpStatusCode.RequestTimeout,
                };
        }
    }

    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
        return wait is { } value ? TimeSpan.FromSeconds(Math.Clamp(value.TotalSeconds, 0, TimeSpan.FromDays(1).TotalSeconds)) : null;
    }

    private static async Task<string?> ErrorCodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await LimitedBody.ReadAsync(response, LongestErrorBody, cancellationToken);
            if (body is null || body.Length == 0) return null;
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var code = json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString();
            return code is { Length: > 0 and <= LongestErrorCode } && code.All(c => char.IsAsciiLetterUpper(c) || c == '_') ? code : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException
            or IOException or HttpRequestException)
        {
            return null;
        }
    }
}
