using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>What the run was given: the request, and the credentials beside it. Not a record, so that nothing prints it.</summary>
internal sealed class RunInput
{
    private const int MaxRequestBytes = 64 * 1024;
    private const int MaxTokenBytes = 16 * 1024;
    private const int MaxFileBytes = 256 * 1024;

    private RunInput(
        RunRequest request,
        string accessToken,
        IRegistryCredentials? registryCredentials,
        X509Certificate2Collection? registryAuthorities,
        X509Certificate2Collection? targetAuthorities)
    {
        Request = request;
        AccessToken = accessToken;
        RegistryCredentials = registryCredentials;
        RegistryAuthorities = registryAuthorities;
        TargetAuthorities = targetAuthorities;
    }

    public RunRequest Request { get; }

    public string AccessToken { get; }

    /// <summary>From the docker config.json; null when the registry is asked anonymously.</summary>
    public IRegistryCredentials? RegistryCredentials { get; }

    public X509Certificate2Collection? RegistryAuthorities { get; }

    public X509Certificate2Collection? TargetAuthorities { get; }

    /// <summary>Reads and checks everything.</summary>
    /// <exception cref="RunException">Something is missing or wrong; the message names the file and what to change in it.</exception>
    public static RunInput Load(string directory)
    {
        var request = ReadRequest(Path.Combine(directory, RunPaths.RequestFile));
        var token = ReadToken(Path.Combine(directory, RunPaths.AccessTokenFile));
        return new RunInput(
            request,
            token,
            ReadRegistryCredentials(Path.Combine(directory, RunPaths.RegistryAuthFile)),
            ReadCertificates(Path.Combine(directory, RunPaths.RegistryCaFile)),
            ReadCertificates(Path.Combine(directory, RunPaths.TargetCaFile)));
    }

    private static RunRequest ReadRequest(string path)
    {
        RunRequest request;
        try
        {
            request = RunRequest.Parse(ReadBounded(path, MaxRequestBytes));
        }
        catch (JsonException e)
        {
            // The exception's own text names the member and the line, and never the value.
            throw Bad($"{path} is not a run request: {Text.Clean(e.Message)}", e);
        }

        var problems = RunRequestRules.Check(request);
        return problems.Count == 0 ? request : throw Bad($"{path}: {string.Join(" ", problems)}");
    }

    private static string ReadToken(string path)
    {
        var token = System.Text.Encoding.UTF8.GetString(ReadBounded(path, MaxTokenBytes)).Trim();
        if (token.Length == 0)
            throw Bad($"{path} is empty; it holds the target's access token.");
        // RFC 7235's token68 and what Salesforce adds to it; anything else would break the header, or forge another.
        return token.All(c => c is > ' ' and < '\x7f')
            ? token
            : throw Bad($"{path} has a character that cannot be in an access token.");
    }

    private static DockerConfigCredentials? ReadRegistryCredentials(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return DockerConfigCredentials.Parse(ReadBounded(path, MaxFileBytes));
        }
        catch (FormatException e)
        {
            throw Bad($"{path}: {Text.Clean(e.Message)}.");
        }
    }

    private static X509Certificate2Collection? ReadCertificates(string path)
    {
        if (!File.Exists(path))
            return null;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(ReadBounded(path, MaxFileBytes)));
        }
        catch (CryptographicException e)
        {
            throw Bad($"{path} is not a PEM file of certificates.", e);
        }

        return certificates.Count > 0 ? certificates : throw Bad($"{path} has no certificate; remove it or put PEM certificates in it.");
    }

    private static byte[] ReadBounded(string path, int limit)
    {
        try
        {
            using var file = File.OpenRead(path);
            var buffer = new byte[limit + 1];
            var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return read <= limit ? buffer[..read] : throw Bad($"{path} is larger than {limit} bytes.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Bad($"{path} is missing; the run's Secret has to be mounted there.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad($"{path} could not be read: {Text.Clean(e.Message)}", e);
        }
    }

    private static RunException Bad(string message, Exception? inner = null) => new(RunReasons.BadInput, message, inner);
}
