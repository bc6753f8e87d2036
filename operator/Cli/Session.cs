using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli;

/// <summary>One invocation: the caller's cluster, namespace and identity.</summary>
internal sealed class Session(IKubernetesClient client, string ns)
{
    public const string FieldManager = "kubectl-segment";

    /// <summary>As many as the field holds.</summary>
    private const int MostGroups = 128;
    private const int MostClaims = 16;

    /// <summary>What tells of the credential and not of the person: another one may be used by the next request.</summary>
    private const string OfTheCredential = "authentication.kubernetes.io/";

    public IKubernetesClient Client { get; } = client;

    public string Namespace { get; } = ns;

    /// <summary>Runs a command and turns what is refused into a line and exit code 1.</summary>
    public static async Task<int> RunAsync(KubeconfigOptions options, TextWriter errors, Func<Session, Task<int>> command, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            var configuration = ClusterConfigurationLoader.Load(options, TimeProvider.System);
            using var client = new KubernetesClient(configuration, TimeProvider.System);
            return await command(new Session(client, configuration.Namespace));
        }
        catch (KubernetesException e)
        {
            await errors.WriteLineAsync($"Error from server ({e.Reason}): {e.Message}");
        }
        catch (KubernetesUnreachableException e)
        {
            await errors.WriteLineAsync($"error: the API server could not be reached, is the kubeconfig's server right? {e.Message}");
        }
        catch (Exception e) when (e is KubeconfigException or PluginException)
        {
            await errors.WriteLineAsync($"error: {e.Message}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 130;
        }

        return 1;
    }

    /// <summary>Who the API server says the caller is (SelfSubjectReview), as requests state it.</summary>
    public async Task<UserIdentity> WhoAmIAsync(CancellationToken cancellationToken)
    {
        var review = await Client.CreateAsync(new SelfSubjectReview(), new CreateOptions(), cancellationToken);
        var user = review.Status?.UserInfo ?? throw new KubernetesUnreachableException("The API server did not say who you are.");
        return new()
        {
            Username = user.Username ?? "",
            Uid = string.IsNullOrEmpty(user.Uid) ? null : user.Uid,
            Groups = [.. (user.Groups ?? []).Take(MostGroups)],
            Claims = user.Extra is { Count: > 0 } extra
                ? extra.Where(claim => claim.Value.Count is > 0 and <= MostClaims && !claim.Key.StartsWith(OfTheCredential, StringComparison.Ordinal)).OrderBy(claim => claim.Key, StringComparer.Ordinal).Take(MostClaims).ToDictionary(claim => claim.Key, claim => (IReadOnlyList<string>)claim.Value, StringComparer.Ordinal)
                : null,
        };
    }
}
