using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>Pushes to a registry, for tests: anonymous, basic or token authentication, and plain failures as exceptions.</summary>
public sealed partial class RegistryWriter : IDisposable
{
    private readonly HttpClient http;
    private readonly AuthenticationHeaderValue? basic;

    /// <summary>A writer.</summary>
    /// <param name="registry">The registry's address with its scheme.</param>
    /// <param name="username">The user; null for anonymous.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="authority">The private authority of the registry's certificate; null for none.</param>
    public RegistryWriter(Uri registry, string? username = null, string? password = null, X509Certificate2? authority = null)
    {
        var handler = new SocketsHttpHandler();
        if (authority is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(authority);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        http = new HttpClient(handler) { BaseAddress = registry };
        if (username is not null)
            basic = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
    }

    /// <summary>The registry as references spell it: host:port.</summary>
    public string Host => http.BaseAddress!.Authority;

    /// <summary>Pushes an artifact's blobs and its manifest, and tags it if a tag is given.</summary>
    public async Task<ArtifactReference> PushAsync(
        BuiltArtifact artifact, string repository, string? tag = null, CancellationToken cancellationToken = default)
    {
        foreach (var blob in artifact.Blobs) await PushBlobAsync(repository, blob.Content, cancellationToken);
        await PushManifestAsync(repository, tag ?? artifact.Digest.ToString(), artifact.MediaType, artifact.Manifest, cancellationToken);
        return new RepositoryReference(Host, repository).At(artifact.Digest);
    }

    /// <summary>Pushes one blob.</summary>
    public async Task PushBlobAsync(string repository, byte[] content, CancellationToken cancellationToken = default)
    {
        using var start = await SendAsync(repository, () => new HttpRequestMessage(HttpMethod.Post, $"v2/{repository}/blobs/uploads/"), cancellationToken);
        var location = start.Headers.Location!;
        var address = location.IsAbsoluteUri ? location : new Uri(http.BaseAddress!, location);
        var separator = address.Query.Length > 0 ? "&" : "?";
        var target = new Uri($"{address}{separator}digest={Uri.EscapeDataString(Digest.Compute(content).ToString())}");
        using var put = await SendAsync(
            repository,
            () => new HttpRequestMessage(HttpMethod.Put, target)
            {
                Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
            },
            cancellationToken);
    }

    /// <summary>Pushes a manifest under a tag or under its digest. True when the registry says that it keeps referrers itself.</summary>
    public async Task<bool> PushManifestAsync(
        string repository, string reference, string mediaType, byte[] content, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(
            repository,
            () => new HttpRequestMessage(HttpMethod.Put, $"v2/{repository}/manifests/{reference}")
            {
                Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            },
            cancellationToken);
        return response.Headers.Contains("OCI-Subject");
    }

    /// <summary>The manifest under a tag or digest, or null.</summary>
    public async Task<byte[]?> FindManifestAsync(string repository, string reference, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(
            repository,
            () => new HttpRequestMessage(HttpMethod.Get, $"v2/{repository}/manifests/{reference}")
            {
                Headers = { Accept = { new(MediaTypes.OciManifest), new(MediaTypes.OciIndex) } },
            },
            cancellationToken, HttpStatusCode.NotFound);
        return response.StatusCode == HttpStatusCode.NotFound ? null : await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        string repository, Func<HttpRequestMessage> message, CancellationToken cancellationToken, HttpStatusCode? allowed = null)
    {
        var response = await SendOnceAsync(message, authorization: basic, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            var challenge = response.Headers.WwwAuthenticate.FirstOrDefault(c => c.Scheme == "Bearer");
            response.Dispose();
            if (challenge is null) throw new InvalidOperationException($"{Host} refuses the credentials");
            response = await SendOnceAsync(message, await TokenAsync(repository, challenge.Parameter ?? "", cancellationToken), cancellationToken);
        }

        if (response.IsSuccessStatusCode || response.StatusCode == allowed) return response;
        using (response)
        {
            throw new InvalidOperationException(
                $"{Host} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        Func<HttpRequestMessage> message, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = message();
        request.Headers.Authorization = authorization;
        return await http.SendAsync(request, cancellationToken);
    }

    private async Task<AuthenticationHeaderValue> TokenAsync(string repository, string challenge, CancellationToken cancellationToken)
    {
        var parameters = Parameter().Matches(challenge).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value, StringComparer.Ordinal);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"{parameters["realm"]}?service={Uri.EscapeDataString(parameters.GetValueOrDefault("service", ""))}"
            + $"&scope={Uri.EscapeDataString($"repository:{repository}:pull,push")}");
        request.Headers.Authorization = basic;
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        var token = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!["token"]!.GetValue<string>();
        return new AuthenticationHeaderValue("Bearer", token);
    }

    [GeneratedRegex("(\\w+)=\"([^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
