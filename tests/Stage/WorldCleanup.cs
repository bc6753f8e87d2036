using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Leaves a cluster that stays as a world found it: what the tests made goes, and the product too if it was not there.</summary>
internal sealed class WorldCleanup
{
    private const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly IKubernetesClient _admin;
    private readonly HashSet<string> _namespaces;

    private WorldCleanup(IKubernetesClient admin, IEnumerable<string> namespaces, bool installed, bool interrupted) =>
        (_admin, _namespaces, WasInstalled, WasInterrupted) = (admin, namespaces.ToHashSet(StringComparer.Ordinal), installed, interrupted);

    /// <summary>Whether the product was there before.</summary>
    public bool WasInstalled { get; }

    /// <summary>Whether an earlier world was killed before it could clean up.</summary>
    public bool WasInterrupted { get; }

    /// <summary>Looks at what is there before a world installs anything.</summary>
    /// <exception cref="InvalidOperationException">There are segments that no world made.</exception>
    public static async Task<WorldCleanup> LookAsync(IKubernetesClient admin, CancellationToken cancellationToken)
    {
        var namespaces = await ItemsAsync(admin, "api/v1/namespaces", cancellationToken);
        var interrupted = namespaces.Any(item => (string?)item["metadata"]!["labels"]?[WorldManifests.PartOf] == WorldManifests.Tests);
        var installed = (await ItemsAsync(admin, Definitions, cancellationToken)).Any(item => (string?)item["spec"]!["group"] == Segment.ResourceType.Group);
        if (installed && !interrupted && (await ItemsAsync(admin, $"apis/{Segment.ResourceType.Group}/v1alpha1/segments", cancellationToken)).Count > 0)
            throw new InvalidOperationException("There are segments on this cluster that these tests did not make (kubectl get segments). The tests need a cluster of their own.");
        return new(admin, namespaces.Where(item => !IsOurs(item)).Select(Name), installed && !interrupted, interrupted);
    }

    /// <summary>Removes what the tests made, while the operator runs and can let go of it.</summary>
    public async Task RemoveObjectsAsync()
    {
        await DeleteAllAsync<DeploymentRequest>();
        await DeleteAllAsync<AccessGrant>();
        await DeleteAllAsync<Segment>();
        foreach (var ns in (await ItemsAsync(_admin, "api/v1/namespaces", default)).Where(item => !_namespaces.Contains(Name(item)) && Name(item) != World.OperatorNamespace))
            await RemoveAsync($"api/v1/namespaces/{Name(ns)}");
    }

    /// <summary>Removes the product, once the operator has ended.</summary>
    public async Task UninstallAsync()
    {
        if (WasInstalled)
            return;
        await WorldInstall.UninstallAsync(_admin);
        foreach (var definition in (await ItemsAsync(_admin, Definitions, default)).Where(item => (string?)item["spec"]!["group"] == Segment.ResourceType.Group))
            await RemoveAsync($"{Definitions}/{Name(definition)}");
        await RemoveAsync($"api/v1/namespaces/{World.OperatorNamespace}");
    }

    /// <summary>Deletes, and waits until it is gone.</summary>
    private async Task RemoveAsync(string path)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await _admin.DeletePathAsync(path))
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{path} does not go.");
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    private async Task DeleteAllAsync<T>()
        where T : class, IKubernetesObject<T>
    {
        var started = TimeProvider.System.GetTimestamp();
        while ((await _admin.ListAsync<T>(new ListOptions(), default)).Items is { Count: > 0 } left)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{left.Count} {T.ResourceType.GroupResource} do not go; the first is {left[0].Metadata.Name}.");
            foreach (var value in left.Where(value => value.Metadata.DeletionTimestamp is null))
                await _admin.DeleteAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, new DeleteOptions(), default);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    /// <summary>Made by a client of ours, as its managed fields say: left by a world that was killed.</summary>
    private static bool IsOurs(JsonNode ns) =>
        ns["metadata"]!["managedFields"] is JsonArray fields && fields.Any(entry => (string?)entry!["manager"] is "segment-operator" or "stage");

    private static string Name(JsonNode item) => (string)item["metadata"]!["name"]!;

    private static async Task<List<JsonNode>> ItemsAsync(IKubernetesClient admin, string path, CancellationToken cancellationToken)
    {
        using var answer = await admin.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        return [.. JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["items"]!.AsArray().Select(item => item!)];
    }
}
