using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Leaves a cluster that stays as a world found it: what the tests made goes, and the product too if it was not there.</summary>
internal sealed class WorldCleanup(IKubernetesClient admin, Residents residents)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Whether an earlier world was killed before it could clean up.</summary>
    public bool WasInterrupted => residents.WorldWasKilled;

    /// <summary>Looks at what is there before a world installs anything.</summary>
    /// <exception cref="InvalidOperationException">Tests would meddle with what is there.</exception>
    public static async Task<WorldCleanup> LookAsync(IKubernetesClient admin, CancellationToken cancellationToken) =>
        new(admin, await Residents.LookAsync(admin, cancellationToken));

    /// <summary>Removes what the tests made, while the operator runs and can let go of it.</summary>
    public async Task RemoveObjectsAsync()
    {
        await DeleteAllAsync<DeploymentRequest>();
        await DeleteAllAsync<AccessGrant>();
        await DeleteAllAsync<Segment>();
        foreach (var path in await StrangersAsync(Residents.Namespaces))
            await RemoveAsync(path);
        await admin.DeletePathAsync($"{Residents.Namespaces}/{World.OperatorNamespace}/secrets/finance-org");
    }

    /// <summary>
    /// Removes what a killed world left. Its org and its registry are gone with it, so no operator could prove any end: nothing is
    /// waited for, and nobody is left whom it could matter to.
    /// </summary>
    public async Task RemoveRuinsAsync()
    {
        await WorldInstall.RemovePoliciesAsync(admin);
        await LetGoAsync<DeploymentRequest>();
        await LetGoAsync<AccessGrant>();
        await LetGoAsync<Approval>();
        await LetGoAsync<Segment>();
        foreach (var path in await StrangersAsync(Residents.Namespaces))
        {
            var ns = path[(path.LastIndexOf('/') + 1)..];
            await LetGoAsync<Pod>(ns);
            await LetGoAsync<Secret>(ns);
            await LetGoAsync<RoleBinding>(ns);
            await RemoveAsync(path);
        }

        await RemoveOthersAsync();
    }

    /// <summary>Removes the product if nobody had it, once the operator has ended.</summary>
    public async Task UninstallAsync()
    {
        if (!residents.HaveProduct)
        {
            await WorldInstall.UninstallAsync(admin);
            foreach (var definition in (await Residents.ItemsAsync(admin, Residents.Definitions, default)).Where(item => (string?)item["spec"]!["group"] == Segment.ResourceType.Group))
                await RemoveAsync($"{Residents.Definitions}/{Residents.Name(definition)}");
        }

        if (!residents.Own($"{Residents.Namespaces}/{World.OperatorNamespace}"))
            await RemoveAsync($"{Residents.Namespaces}/{World.OperatorNamespace}");
        await RemoveOthersAsync();
    }

    /// <summary>What is left beside namespaces and definitions.</summary>
    private async Task RemoveOthersAsync()
    {
        foreach (var collection in Residents.Others)
        {
            foreach (var path in await StrangersAsync(collection))
                await admin.DeletePathAsync(path);
        }
    }

    /// <summary>What is in a collection, was not there before, and a world made.</summary>
    private async Task<List<string>> StrangersAsync(string collection) =>
        [.. (await Residents.ItemsAsync(admin, collection, default)).Where(Maker.IsWorld).Select(item => $"{collection}/{Residents.Name(item)}")
            .Where(path => !residents.Own(path) && path != $"{Residents.Namespaces}/{World.OperatorNamespace}")];

    /// <summary>Deletes, and waits until it is gone.</summary>
    private async Task RemoveAsync(string path)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await admin.DeletePathAsync(path))
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
        while ((await admin.ListAsync<T>(new ListOptions(), default)).Items.Where(value => !IsHeld(value)).ToList() is { Count: > 0 } left)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"{left.Count} {T.ResourceType.GroupResource} do not go; the first is {left[0].Metadata.Name}.");
            foreach (var value in left.Where(value => value.Metadata.DeletionTimestamp is null))
                await admin.DeleteAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, new DeleteOptions(), default);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        }
    }

    /// <summary>What waits for a review that nobody will give goes with its namespace.</summary>
    private static bool IsHeld(IKubernetesObject value) => value.Metadata.DeletionTimestamp is not null
        && (value is AccessGrant { Spec.BreakGlass: true, Status: { ActivatedAt: not null, RevokedAt: not null, BreakGlassReview.ReviewedAt: null } } or DeploymentRequest { Status: { CompletedAt: not null, BreakGlassReview: { ReviewedAt: null } } });

    /// <summary>Deletes everything of a kind, and whatever held it lets go.</summary>
    private async Task LetGoAsync<T>(string? ns = null)
        where T : class, IKubernetesObject<T>
    {
        var started = TimeProvider.System.GetTimestamp();
        var free = Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } });
        while (await ListAsync<T>(ns) is { Count: > 0 } left)
        {
            foreach (var value in left)
            {
                try
                {
                    if (value.Metadata.Finalizers is { Count: > 0 })
                        await admin.PatchAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, free, new PatchOptions { FieldManager = "stage" }, default);
                    await admin.DeleteAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, new DeleteOptions { GracePeriodSeconds = 0 }, default);
                }
                catch (KubernetesException e) when (e.IsNotFound || (e.IsForbidden && TimeProvider.System.GetElapsedTime(started) < Patience))
                {
                    // It is gone; or the policies that were just removed are still in force for a moment.
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(string? ns)
        where T : class, IKubernetesObject<T>
    {
        try
        {
            return [.. (await admin.ListAsync<T>(new ListOptions { Namespace = ns }, default)).Items];
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return [];
        }
    }
}
