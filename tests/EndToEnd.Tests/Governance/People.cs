using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>What people do and see in these tests.</summary>
internal static class People
{
    /// <summary>Two approval roles, as they stand below a segment's spec.</summary>
    public const string TwoRoles = """

          approvals:
            excludeSigners: true
            roles:
            - {name: manager, subjects: [{kind: Group, name: managers}]}
            - {name: security, subjects: [{kind: Group, name: security}]}
        """;

    /// <summary>A role that is granted under break-glass, as it stands last among a segment's roles.</summary>
    public const string EmergencyRole = """

          - name: emergency
            kubernetes: {clusterRole: view}
            maxDuration: 1h
            breakGlass: true
        """;

    private static readonly Dictionary<string, string[]> Groups = WorldUsers.All.ToDictionary(user => user.Name, user => user.Groups.ToArray());

    /// <summary>A segment with more below its spec, Ready.</summary>
    public static async Task<string> SegmentAsync(this Production production, string prefix, string more, Func<string, string>? edit = null)
    {
        var name = production.Name(prefix);
        var yaml = production.Segment(name, prefix) + more;
        await production.World.Admin.ApplyYamlAsync(edit?.Invoke(yaml) ?? yaml);
        await production.ReadyAsync(name);
        return name;
    }

    /// <summary>A package of the segment's own with a digest of its own, signed. It holds nothing that a Strict segment refuses.</summary>
    public static Task<string> PushAsync(this Production production, string segment)
    {
        var files = production.Revenue.Select(file => file.Path != "classes/InvoiceTotals.cls" ? file
            : Signing.PackageFile.Text(file.Path, System.Text.Encoding.UTF8.GetString([.. file.Content]) + $"\n// {production.Name("note")}\n"));
        return production.World.PushAsync($"sf/{segment}/revenue", production.Name("p"), files, production.World.FinanceKey);
    }

    public static async Task<string> DecideAsync(
        this Production production, string user, IKubernetesObject target, string? role, ApprovalPurpose purpose = ApprovalPurpose.Approval, ApprovalDecision decision = ApprovalDecision.Approve, string? uid = null)
    {
        var (kind, digest) = target switch
        {
            DeploymentRequest request => (ApprovalTargetKind.DeploymentRequest, request.Status!.Review!.Digest),
            AccessGrant grant => (ApprovalTargetKind.AccessGrant, grant.Status!.Review?.Digest),
            Segment segment => (ApprovalTargetKind.Segment, segment.Status!.Review!.Digest),
            _ => throw new ArgumentException(target.Kind, nameof(target)),
        };
        var approval = new Approval
        {
            Metadata = new() { Name = production.Name("decision"), Namespace = World.TeamNamespace },
            Spec = new()
            {
                Target = new() { Kind = kind, Name = target.Metadata.Name!, Uid = uid ?? target.Metadata.Uid! },
                Purpose = purpose,
                Role = role,
                Decision = decision,
                ReviewDigest = purpose == ApprovalPurpose.Revocation ? null : digest,
                Approver = new() { Username = user, Uid = $"u-{user}", Groups = Groups[user] },
            },
        };
        return (await production.World.As(user).CreateAsync(approval, new CreateOptions(), default)).Metadata.Name!;
    }

    public static async Task<Approval> JudgedAsync(this Production production, string approval, ApprovalState state, string reason)
    {
        var judged = await production.World.UntilAsync<Approval>(approval, World.TeamNamespace, found => found.Status?.State == state, found => $"{found.Status?.State} ({found.Status?.Reason}) {found.Status?.Message}", Production.Patience);
        Assert.Equal(reason, judged.Status!.Reason);
        return judged;
    }

    public static async Task ToldAsync(this Production production, IKubernetesObject regarding, string text)
    {
        for (var left = 150; ; left--)
        {
            var events = await production.EventsOfAsync(regarding);
            if (events.Any(note => note.Contains(text, StringComparison.Ordinal)))
                return;
            Assert.True(left > 0, $"no Event with '{text}' among: {string.Join(" | ", events)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>The value of a gauge of a segment, as it is scraped.</summary>
    public static async Task<double?> GaugeAsync(this Production production, string name, string segment)
    {
        using var http = new HttpClient { BaseAddress = production.World.Operator!.Health };
        var line = (await http.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(text => text.StartsWith($"{name}{{segment=\"{segment}\"}}", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What the operator has logged so far.</summary>
    public static async Task<string> LogAsync(this Production production)
    {
        await using var file = new FileStream(production.World.Operator!.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }

    public static async Task GoneAsync<T>(this Production production, string name, string ns)
        where T : class, IKubernetesObject<T>
    {
        for (var left = 900; await production.World.Admin.FindAsync<T>(name, ns, default) is not null; left--)
        {
            Assert.True(left > 0, $"the {T.ResourceType.Kind} {name} is still there");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>The operator's own account, which alone gets past the policies: whoever stole it is noticed all the same.</summary>
    private static KubernetesClient Stolen(this Production production) =>
        new(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(production.World.Directory, "operator.kubeconfig") }, TimeProvider.System), TimeProvider.System);

    /// <summary>
    /// Makes something with the operator's stolen token. A storm strikes whoever bears the operator's name, and so the thief: there it takes
    /// several attempts.
    /// </summary>
    public static async Task CreateAsThiefAsync<T>(this Production production, T item)
        where T : class, IKubernetesObject<T>
    {
        using var thief = production.Stolen();
        for (var left = Storm.Seed is null ? 0 : 50; ; left--)
        {
            try
            {
                await thief.CreateAsync(item, new CreateOptions(), default);
                return;
            }
            catch (KubernetesException e) when (e.IsAlreadyExists && Storm.Seed is not null)
            {
                return;
            }
            catch (Exception e) when (left > 0 && e is not KubernetesException { IsForbidden: true })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    /// <summary>Changes something that means nothing, so that the segment is looked at again.</summary>
    public static Task TouchAsync(this Production production, string segment) => production.PatchAsync(segment, $$"""{"displayName": "{{production.Name("touched")}}"}""");

    /// <summary>Changes a segment's spec.</summary>
    public static Task PatchAsync(this Production production, string segment, string spec) => production.World.Admin.PatchAsync<Segment>(
        segment, null, Patch.Merge(new System.Text.Json.Nodes.JsonObject { ["spec"] = System.Text.Json.Nodes.JsonNode.Parse(spec) }), new PatchOptions { FieldManager = "test" }, default);
}
