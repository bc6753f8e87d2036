using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Identity;

/// <summary>
/// Watches over the admission policies that keep names from being forged and isolation namespaces closed. While one of them or its binding
/// is missing or differs from what is shipped, what a request states proves nothing: no segment is Ready, and nothing new starts.
/// </summary>
[Rbac("admissionregistration.k8s.io", "validatingadmissionpolicies,validatingadmissionpolicybindings", "get,list,watch", Reason = "the operator stops when a policy that it relies on is missing or changed")]
internal sealed partial class AdmissionGuard
{
    private readonly ICache<ValidatingAdmissionPolicy> _policies;
    private readonly ICache<ValidatingAdmissionPolicyBinding> _bindings;
    private readonly IReadOnlyList<(string Name, JsonNode? Spec)> _wantedPolicies;
    private readonly IReadOnlyList<(string Name, JsonNode? Spec)> _wantedBindings;
    private readonly ILogger<AdmissionGuard> _logger;
    private readonly Lock _lock = new();
    private IReadOnlyList<string>? _wrong;

    public AdmissionGuard(
        ICache<ValidatingAdmissionPolicy> policies,
        ICache<ValidatingAdmissionPolicyBinding> bindings,
        ManagerOptions options,
        ManagerTelemetry telemetry,
        ILogger<AdmissionGuard> logger)
    {
        (_policies, _bindings, _logger) = (policies, bindings, logger);
        var shipped = PolicyManifests.Read(options.Username);
        _wantedPolicies = Of(shipped, ValidatingAdmissionPolicy.ResourceType.Kind);
        _wantedBindings = Of(shipped, ValidatingAdmissionPolicyBinding.ResourceType.Kind);
        policies.Subscribe(_ => Forget());
        bindings.Subscribe(_ => Forget());
        telemetry.ObserveAdmission(() => policies.IsSynced && bindings.IsSynced ? Wrong().Count : 0);
    }

    /// <summary>What is wrong; null when every policy is in force as it is shipped.</summary>
    public SegmentProblem? Problem()
    {
        var wrong = Wrong();
        return wrong.Count == 0 ? null : new(
            "AdmissionNotEnforced",
            $"{string.Join("; ", wrong)}. Until it is put back, nobody can tell who asks and who approves, and nothing new starts. Apply charts/manifests/admission-policies.yaml again, and find out who changed it.");
    }

    private IReadOnlyList<string> Wrong()
    {
        lock (_lock)
        {
            if (_wrong is not null)
                return _wrong;
            _wrong = [.. Differences(_wantedPolicies, _policies), .. Differences(_wantedBindings, _bindings)];
            if (_wrong.Count > 0)
                NotEnforced(_logger, string.Join("; ", _wrong));
            return _wrong;
        }
    }

    private void Forget()
    {
        lock (_lock)
            _wrong = null;
    }

    private static IEnumerable<string> Differences<T>(IReadOnlyList<(string Name, JsonNode? Spec)> wanted, ICache<T> cache)
        where T : class, IKubernetesObject<T>
    {
        foreach (var (name, spec) in wanted)
        {
            var live = cache.Get(new ObjectKey("", name));
            if (live is null || live.Metadata.DeletionTimestamp is not null)
                yield return $"{T.ResourceType.Kind} {name} is missing";
            else if (!JsonNode.DeepEquals(PolicyManifests.Spec(live), spec))
                yield return $"{T.ResourceType.Kind} {name} is not as it is shipped";
        }
    }

    private static (string Name, JsonNode? Spec)[] Of(IReadOnlyList<JsonObject> shipped, string kind) =>
        [.. shipped.Where(item => item["kind"]!.GetValue<string>() == kind)
            .Select(item => (item["metadata"]!["name"]!.GetValue<string>(), PolicyManifests.Significant(item["spec"])))];

    [LoggerMessage(1, LogLevel.Error, "Admission is not enforced, and nothing new starts: {What}")]
    private static partial void NotEnforced(ILogger logger, string what);
}
