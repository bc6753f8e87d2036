using System.Net;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.Demo;

/// <summary>The nine steps. Each returns what it saw, and throws when it saw something else.</summary>
internal sealed class Story(World world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly IReadOnlyList<PackageFile> Revenue = PackageFile.FromFolder(Path.Combine(Checkout.Root, "tests", "Packages", "revenue"));

    public IReadOnlyList<(int Number, string Title, Func<Task<string>> Play)> Steps =>
    [
        (1, "operator ready", OperatorReadyAsync),
        (2, "two segments Ready, isolated", SegmentsReadyAsync),
        (3, "signed package deployed, credential revoked", DeployAsync),
        (4, "unsigned package denied, no pod", UnsignedAsync),
        (5, "tampered package denied", TamperedAsync),
        (6, "package signed by another segment's key denied", OtherKeyAsync),
        (7, "operator killed while a run is in flight: one run", KilledAsync),
        (8, "grant of 5 seconds: access then, not before, not after", GrantAsync),
        (9, "everything deleted, nothing left behind", CleanAsync),
    ];

    private async Task<string> OperatorReadyAsync()
    {
        await world.StartOperator().WaitUntilReadyAsync(Patience);
        return $"process {world.Operator!.Id}";
    }

    private async Task<string> SegmentsReadyAsync()
    {
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "finance", world.FinanceKey.PublicKeyPem, "Finance production"));
        await world.Admin.ApplyYamlAsync(WorldManifests.Segment(world, "health", world.HealthKey.PublicKeyPem, "Health production"));
        foreach (var name in (string[])["finance", "health"])
        {
            await world.UntilAsync<Segment>(name, null, segment => IsTrue(segment, "Ready") && IsTrue(segment, "Isolated"), Conditions, Patience);
            var ns = await world.Admin.GetAsync<Namespace>($"segment-{name}", null, default);
            Expect(ns.Metadata.Labels?.GetValueOrDefault("pod-security.kubernetes.io/enforce") == "restricted", "the namespace enforces the restricted Pod Security Standard");
            var policies = await world.Admin.ListAsync<NetworkPolicy>(new ListOptions { Namespace = $"segment-{name}" }, default);
            Expect(policies.Items.Any(policy => policy.Spec is { Ingress: null or { Count: 0 }, Egress: null or { Count: 0 }, PolicyTypes.Count: 2 }), "a default-deny NetworkPolicy in both directions");
        }

        return "finance, health";
    }

    private async Task<string> DeployAsync()
    {
        var artifact = await world.PushAsync("sf/finance/revenue", "1.4.2", Revenue, world.FinanceKey);
        await world.As("alice").ApplyYamlAsync(WorldManifests.Request("revenue-142", "finance", artifact));
        var token = await TokenInFlightAsync("revenue-142");
        var ended = await world.UntilEndedAsync("revenue-142", Patience);
        Expect(ended.Status!.Phase == DeploymentPhase.Succeeded, $"Succeeded, not {World.Describe(ended)}");
        Expect(world.Org.Org.Components.Keys.Any(key => key.Contains("Invoice__c", StringComparison.Ordinal)), "the org has Invoice__c now");
        await world.UntilAsync<DeploymentRequest>("revenue-142", World.TeamNamespace, request => request.Status?.Credential is { RevokedAt: not null, SecretRemovedAt: not null }, World.Describe, Patience);
        Expect(await world.Admin.FindAsync<Secret>($"run-{ended.Metadata.Uid}", "segment-finance", default) is null, "the run's Secret is gone");
        Expect(await AskOrgAsync(token) == HttpStatusCode.Unauthorized, "the org refuses the run's token");
        return $"{ended.Status.Run!.Components?.Total} components, digest {ended.Status.Artifact!.ShortDigest}, token refused afterwards";
    }

    private async Task<string> UnsignedAsync()
    {
        var artifact = await world.PushAsync("sf/finance/revenue", "unsigned", Changed("unsigned"), key: null);
        return await DeniedAsync("unsigned", artifact, "NotSigned");
    }

    private async Task<string> TamperedAsync()
    {
        var built = PackageArtifact.Build(Changed("tampered"));
        var pushed = await world.Writer.PushAsync(built, "sf/finance/revenue", "tampered");
        await world.Signer.SignTagAsync(pushed, world.FinanceKey);
        var layer = built.Blobs.Single(blob => blob.MediaType == PackageArtifact.LayerType);
        Expect(world.Registry.ReplaceBlob("sf/finance/revenue", layer.Digest.ToString(), Tampering.Changed(layer.Content)), "the registry held the blob");
        return await DeniedAsync("tampered", $"{world.Registry.Host}/sf/finance/revenue:tampered", "DigestMismatch");
    }

    private async Task<string> OtherKeyAsync()
    {
        var artifact = await world.PushAsync("sf/finance/revenue", "other-key", Changed("other"), world.HealthKey, bundle: true);
        return await DeniedAsync("other-key", artifact, "NoTrustedSignature");
    }

    private async Task<string> KilledAsync()
    {
        var before = world.Org.Org.Deployments.Count;
        var artifact = await world.PushAsync("sf/finance/revenue", "1.4.3", Changed("killed"), world.FinanceKey, bundle: true);
        await world.As("alice").ApplyYamlAsync(WorldManifests.Request("revenue-143", "finance", artifact));
        await world.UntilAsync<DeploymentRequest>("revenue-143", World.TeamNamespace, request => request.Status?.Phase == DeploymentPhase.Running, World.Describe, Patience);
        await world.Operator!.KillAsync();
        await world.StartOperator().WaitUntilReadyAsync(Patience);
        var ended = await world.UntilEndedAsync("revenue-143", Patience);
        Expect(ended.Status!.Phase == DeploymentPhase.Succeeded, $"Succeeded, not {World.Describe(ended)}");
        var deployments = world.Org.Org.Deployments.Count - before;
        Expect(deployments == 1, $"one deployment in the org, not {deployments}");
        var pods = await world.Admin.ListAsync<Pod>(new ListOptions { Namespace = "segment-finance", LabelSelector = $"segment-operator.dev/owner-uid={ended.Metadata.Uid}" }, default);
        Expect(pods.Items.Count == 1, $"one pod, not {pods.Items.Count}");
        return "one pod, one deployment, one result";
    }

    private async Task<string> GrantAsync()
    {
        var bob = world.As("bob");
        Expect(!await MayListAsync(bob), "bob may not list pods before");
        await world.As("alice").ApplyYamlAsync(WorldManifests.Grant("incident-42", "finance", "5s"));
        await world.UntilAsync<AccessGrant>("incident-42", World.TeamNamespace, grant => grant.Status is { Phase: GrantPhase.Active, Bindings.Count: > 0 }, Describe, Patience);
        Expect(await MayListAsync(bob), "bob may list pods while the grant is active");
        var ended = await world.UntilAsync<AccessGrant>("incident-42", World.TeamNamespace, grant => grant.Status?.Phase == GrantPhase.Expired, Describe, Patience);
        Expect(!await MayListAsync(bob), "bob may not list pods after");
        var (activated, expires, revoked) = (ended.Status!.ActivatedAt!.Value, ended.Status.ExpiresAt!.Value, ended.Status.RevokedAt!.Value);
        Expect(expires - activated == TimeSpan.FromSeconds(5), "it was meant for 5 seconds");
        Expect(revoked >= expires && revoked - expires < TimeSpan.FromSeconds(1), $"it was revoked on the second, not {(revoked - expires).TotalMilliseconds:0} ms late");
        return $"revoked {(revoked - expires).TotalMilliseconds:0} ms after its end";
    }

    private async Task<string> CleanAsync()
    {
        foreach (var request in (await world.Admin.ListAsync<DeploymentRequest>(new ListOptions(), default)).Items)
            await world.Admin.DeleteAsync<DeploymentRequest>(request.Metadata.Name!, request.Metadata.Namespace, new DeleteOptions(), default);
        foreach (var grant in (await world.Admin.ListAsync<AccessGrant>(new ListOptions(), default)).Items)
            await world.Admin.DeleteAsync<AccessGrant>(grant.Metadata.Name!, grant.Metadata.Namespace, new DeleteOptions(), default);
        foreach (var segment in (await world.Admin.ListAsync<Segment>(new ListOptions(), default)).Items)
            await world.Admin.DeleteAsync<Segment>(segment.Metadata.Name!, null, new DeleteOptions(), default);
        var started = TimeProvider.System.GetTimestamp();
        IReadOnlyList<string> left;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            left = await LeftAsync();
        }
        while (left.Count > 0 && TimeProvider.System.GetElapsedTime(started) < Patience);
        Expect(left.Count == 0, $"nothing left, but there is {string.Join(", ", left)}");
        var exit = await world.Operator!.StopAsync();
        Expect(exit == 0, $"the operator ended with 0, not {exit}");
        return "no request, grant, segment, namespace or binding";
    }

    private async Task<IReadOnlyList<string>> LeftAsync() =>
    [
        .. (await world.Admin.ListAsync<DeploymentRequest>(new ListOptions(), default)).Items.Select(item => item.ToString()),
        .. (await world.Admin.ListAsync<AccessGrant>(new ListOptions(), default)).Items.Select(item => item.ToString()),
        .. (await world.Admin.ListAsync<Segment>(new ListOptions(), default)).Items.Select(item => item.ToString()),
        .. (await world.Admin.ListAsync<Namespace>(new ListOptions(), default)).Items.Where(item => item.Metadata.Name!.StartsWith("segment-", StringComparison.Ordinal) && item.Metadata.Name != World.OperatorNamespace).Select(item => item.ToString()),
        .. (await world.Admin.ListAsync<RoleBinding>(new ListOptions { LabelSelector = "app.kubernetes.io/managed-by=segment-operator" }, default)).Items.Select(item => item.ToString()),
    ];

    private async Task<string> DeniedAsync(string name, string artifact, string reason)
    {
        await world.As("alice").ApplyYamlAsync(WorldManifests.Request(name, "finance", artifact));
        var ended = await world.UntilEndedAsync(name, Patience);
        Expect(ended.Status!.Phase == DeploymentPhase.Denied && ended.Status.Reason == reason, $"Denied ({reason}), not {World.Describe(ended)}");
        Expect(await world.Admin.FindAsync<Pod>($"run-{ended.Metadata.Uid}", "segment-finance", default) is null, "no pod was created");
        return $"{ended.Status.Reason}: {ended.Status.Message}";
    }

    private async Task<string> TokenInFlightAsync(string request)
    {
        var running = await world.UntilAsync<DeploymentRequest>(request, World.TeamNamespace, value => value.Status?.Phase == DeploymentPhase.Running, World.Describe, Patience);
        var secret = await world.Admin.GetAsync<Secret>($"run-{running.Metadata.Uid}", "segment-finance", default);
        var token = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret.Data!["access-token"]));
        Expect(await AskOrgAsync(token) == HttpStatusCode.OK, "the org takes the run's token while it runs");
        return token;
    }

    private async Task<HttpStatusCode> AskOrgAsync(string token)
    {
        using var http = new HttpClient { BaseAddress = world.Org.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await http.GetAsync("/services/data/v62.0/limits");
        return answer.StatusCode;
    }

    private static async Task<bool> MayListAsync(IKubernetesClient client)
    {
        try
        {
            await client.ListAsync<Pod>(new ListOptions { Namespace = "segment-finance" }, default);
            return true;
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            return false;
        }
    }

    /// <summary>The same package with another description, so that its digest is another.</summary>
    private static IEnumerable<PackageFile> Changed(string note) =>
        Revenue.Select(file => file.Path.EndsWith(".tab", StringComparison.Ordinal) ? file with { Content = [.. file.Content, .. System.Text.Encoding.UTF8.GetBytes($"<!-- {note} -->\n")] } : file);

    private static bool IsTrue(Segment segment, string type) => segment.Status?.Conditions.Any(condition => condition.Type == type && condition.Status == "True") == true;

    private static string Conditions(Segment segment) =>
        string.Join("; ", segment.Status?.Conditions.Select(condition => $"{condition.Type}={condition.Status} ({condition.Reason}) {condition.Message}") ?? ["no status"]);

    private static string Describe(AccessGrant grant) => $"{grant.Status?.Phase} ({grant.Status?.Reason}) {grant.Status?.Message}";

    private static void Expect(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"expected: {what}");
    }
}
