using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>
/// A token or a certificate in files that somebody renews, as the kubelet does. Read again after a minute and after a 401; while
/// a file is being replaced, the last good one serves on.
/// </summary>
internal sealed class FileCredential(string? tokenFile, string? certificateFile, string? keyFile, TimeProvider time)
    : IClusterCredential
{
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private AuthenticationHeaderValue? _authorization;
    private X509Certificate2? _certificate;
    private string? _pem;
    private long? _readAt;

    public ValueTask<X509Certificate2?> GetCertificateAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Refresh();
            return new(_certificate);
        }
    }

    public ValueTask<AuthenticationHeaderValue?> GetAuthorizationAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Refresh();
            return new(_authorization);
        }
    }

    public void Reject()
    {
        lock (_lock)
            _readAt = null;
    }

    private void Refresh()
    {
        if (_readAt is { } at && time.GetElapsedTime(at) < Freshness)
            return;
        try
        {
            if (tokenFile is not null)
                _authorization = new("Bearer", ReadToken(tokenFile));
            if (certificateFile is not null && keyFile is not null)
                ReadCertificate(certificateFile, keyFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or KubeconfigException)
        {
            if (_authorization is null && _certificate is null)
                throw new KubernetesUnreachableException($"The credential cannot be read: {error.Message}", error);
        }

        _readAt = time.GetTimestamp();
    }

    private static string ReadToken(string file)
    {
        var token = File.ReadAllText(file).Trim();
        return token.Length > 0 ? token : throw new KubeconfigException($"{file} is empty.");
    }

    private void ReadCertificate(string certificate, string key)
    {
        var (first, second) = (File.ReadAllText(certificate), File.ReadAllText(key));
        if (_pem == first + second)
            return;
        _certificate = Pem.WithKey(first, second, certificate);
        _pem = first + second;
    }
}
