using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks.Soak;

/// <summary>
/// What people do all day: deployments that succeed, one that is denied now and then, grants that run out, grants that are taken back by
/// deleting them. As many are open at a time as the operator keeps up with, so that a slow machine is no leak.
/// </summary>
internal sealed class SoakLoad(World world, string artifact)
{
    private const int Open = 6;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(45);
    private readonly IKubernetesClient _alice = world.As("alice");
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private int _requests;
    private int _grants;
    private int _taken;
    private int _number;

    /// <summary>How many requests and grants have ended so far.</summary>
    public int Ended => _requests + _grants;

    public override string ToString() => $"{_requests} requests and {_grants} grants ended, {_taken} of these taken back";

    /// <summary>Asks for the next, and sweeps up what ended a while ago.</summary>
    public async Task StepAsync()
    {
        var number = _number++;
        if (await SweepAsync<DeploymentRequest>(request => request.Status?.Phase is { } phase && phase.IsTerminal(), () => _requests++) < Open)
            await _alice.ApplyYamlAsync(WorldManifests.Request($"request-{number}", "finance", number % 10 == 9 ? artifact + "-that-is-not-there" : artifact));
        if (await SweepAsync<AccessGrant>(grant => grant.Status?.Phase is { } phase && phase.IsTerminal(), () => _grants++) < Open)
            await _alice.ApplyYamlAsync(WorldManifests.Grant($"grant-{number}", "finance", number % 3 == 2 ? "1h" : "5s"));
        foreach (var grant in (await world.Admin.ListAsync<AccessGrant>(new ListOptions(), default)).Items.Where(grant => grant is { Spec.Duration: "1h", Status.Phase: GrantPhase.Active } && !grant.IsDeleting()))
        {
            _taken++;
            _grants++;
            await world.Admin.DeleteAsync<AccessGrant>(grant.Metadata.Name!, grant.Metadata.Namespace, new DeleteOptions(), default);
        }
    }

    /// <returns>How many have not ended yet.</returns>
    private async Task<int> SweepAsync<T>(Func<T, bool> hasEnded, Action count)
        where T : class, IKubernetesObject<T>
    {
        var (before, open) = (TimeProvider.System.GetUtcNow() - Kept, 0);
        foreach (var value in (await world.Admin.ListAsync<T>(new ListOptions(), default)).Items)
        {
            if (!hasEnded(value))
            {
                open++;
                // What waits for ever (its artifact is not there) is given up by who asked for it.
                if (value.Metadata.CreationTimestamp >= before || value is not DeploymentRequest { Spec.Artifact: var wanted } || wanted == artifact)
                    continue;
            }
            else if (_counted.Add(value.Metadata.Uid!))
            {
                count();
            }

            if (value.Metadata.CreationTimestamp < before)
                await world.Admin.DeleteAsync<T>(value.Metadata.Name!, value.Metadata.Namespace, new DeleteOptions(), default);
        }

        return open;
    }
}
