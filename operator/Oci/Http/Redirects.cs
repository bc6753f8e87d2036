using System.Net;

namespace SegmentOperator.Oci;

/// <summary>Follows redirects by hand: credentials stay with the registry's own origin, and HTTPS never becomes HTTP.</summary>
internal static class Redirects
{
    private const int Most = 5;

    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, RegistryRequest request, Func<Uri, HttpRequestMessage> message, Uri address, CancellationToken cancellationToken)
    {
        for (var followed = 0; ; followed++)
        {
            using var outgoing = message(address);
            var response = await http.SendAsync(outgoing, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!IsRedirect(response.StatusCode)) return response;
            var location = response.Headers.Location;
            response.Dispose();
            address = followed < Most ? Next(request, address, location) : throw Refuse(request, "redirects too often");
        }
    }

    public static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static Uri Next(RegistryRequest request, Uri from, Uri? location)
    {
        if (location is null) throw Refuse(request, "redirects to nowhere");
        if (!Uri.TryCreate(from, location, out var next) || (next.Scheme != Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttp))
            throw Refuse(request, "redirects to something that is no web address");
        if (from.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            throw Refuse(request, $"redirects from HTTPS to plain HTTP on {next.IdnHost}");
        return next.UserInfo.Length == 0 ? next : throw Refuse(request, "redirects to an address with credentials in it");
    }

    private static RegistryUnavailableException Refuse(RegistryRequest request, string what) =>
        new($"the registry {request.Repository.Registry} {what} when asked for {request.What}");
}
