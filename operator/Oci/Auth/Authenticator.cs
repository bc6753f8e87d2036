using System.Collections.Concurrent;
using System.Net.Http.Headers;

namespace SegmentOperator.Oci;

/// <summary>
/// Answers a registry's challenges. What was agreed on is kept, for each repository apart, so that later requests need no
/// second try; a token is renewed a little before it ends or when it is refused, by one request at a time.
/// </summary>
internal sealed class Authenticator(IRegistryCredentials credentials, HttpClient http, TimeProvider time) : IDisposable
{
    // A fleet of a few hundred repositories fits; beyond that everything is forgotten and agreed on anew.
    private const int MostKept = 4096;
    private readonly ConcurrentDictionary<RepositoryReference, Agreement> agreements = new();
    private readonly TokenClient tokens = new(http, time);
    // One renewal at a time for a repository; a token server that hangs holds up few others.
    private readonly SemaphoreSlim[] renewals = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1))];

    private sealed record Agreement(AuthenticationHeaderValue Header, DateTimeOffset Ends);

    /// <summary>The header to send at once: what was agreed on before and has not ended, or null.</summary>
    public ValueTask<AuthenticationHeaderValue?> CurrentAsync(RepositoryReference repository, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var header = agreements.TryGetValue(repository, out var agreement) && agreement.Ends > time.GetUtcNow() ? agreement.Header : null;
        return ValueTask.FromResult(header);
    }

    /// <summary>The header that answers this 401, or null when there is nothing (more) to offer.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        RepositoryReference repository, Uri registry, HttpResponseMessage unauthorized, AuthenticationHeaderValue? refused,
        CancellationToken cancellationToken)
    {
        var challenges = unauthorized.Headers.WwwAuthenticate.SelectMany(h => Challenge.Read(h.ToString())).ToArray();
        var renewal = renewals[(uint)repository.GetHashCode() % renewals.Length];
        await renewal.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may have renewed it while this request was under way.
            if (await CurrentAsync(repository, cancellationToken) is { } current && !Equals(current, refused)) return current;
            var credential = await FindCredentialAsync(repository, cancellationToken);
            if (credential is not null && IsOpen(registry))
            {
                // Whoever listens on the way would have it. Without it the registry may still be public.
                credential = null;
                if (!challenges.Any(c => c.IsBearer))
                    throw new RegistryUnauthorizedException(
                        $"the registry {repository.Registry} asks for credentials, and they are not sent to it because it is spoken to by plain HTTP; give it TLS");
            }

            var agreement = await AgreeAsync(repository, registry, challenges, credential, cancellationToken);
            if (agreement is null || Equals(agreement.Header, refused)) return null;
            if (agreements.Count >= MostKept) agreements.Clear();
            agreements[repository] = agreement;
            return agreement.Header;
        }
        finally
        {
            renewal.Release();
        }
    }

    private static bool IsOpen(Uri registry) => registry.Scheme == Uri.UriSchemeHttp && !EndpointResolver.IsLoopback(registry.Authority);

    public void Dispose()
    {
        foreach (var renewal in renewals) renewal.Dispose();
    }

    private async Task<RegistryCredential?> FindCredentialAsync(RepositoryReference repository, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.FindAsync(repository, cancellationToken);
        }
        catch (Exception e) when (e is not RegistryException and not OperationCanceledException)
        {
            // Whoever keeps the credentials has its own failures; whether they quote a secret is not known here.
            throw new RegistryUnavailableException($"the credentials for {repository} cannot be read: {e.GetType().Name}");
        }
    }

    private async Task<Agreement?> AgreeAsync(
        RepositoryReference repository, Uri registry, IReadOnlyList<Challenge> challenges, RegistryCredential? credential,
        CancellationToken cancellationToken)
    {
        if (challenges.FirstOrDefault(c => c.IsBearer) is { } bearer)
        {
            var (token, life) = await tokens.FetchAsync(repository, registry, bearer, credential, cancellationToken);
            return new Agreement(new AuthenticationHeaderValue("Bearer", token), time.GetUtcNow() + (life * 0.9));
        }

        if (!challenges.Any(c => c.IsBasic) || credential is null || credential.IdentityToken is not null) return null;
        return new Agreement(TokenClient.Basic(credential), DateTimeOffset.MaxValue);
    }
}
