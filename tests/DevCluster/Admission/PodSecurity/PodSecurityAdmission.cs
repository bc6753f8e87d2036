using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.PodSecurity;

/// <summary>Holds pods to the Pod Security Standard that their namespace's labels name.</summary>
internal sealed class PodSecurityAdmission(ClusterContext cluster) : IAdmissionPlugin
{
    public void Validate(AdmissionAttributes attributes)
    {
        if (attributes.Resource.Group.Length > 0 || attributes.Object is not { } value)
            return;
        if (attributes.Resource.Resource == "namespaces" && attributes.Subresource.Length == 0)
            ValidateNamespace(attributes, value);
        else if (attributes.Resource.Resource == "pods" && attributes.Subresource is "" or "ephemeralcontainers")
            ValidatePod(attributes, value);
    }

    private void ValidatePod(AdmissionAttributes attributes, JsonObject pod)
    {
        var isChange = attributes.Operation == AdmissionOperation.Update;
        if (attributes.Operation != AdmissionOperation.Create && !isChange)
            return;

        // What an update may change does not matter here, except for images and the rare rest; a pod that is there stays.
        if (isChange && JsonNode.DeepEquals(pod["spec"], attributes.OldObject?["spec"]))
            return;
        if (cluster.Store.Get("/namespaces", "", attributes.Namespace) is not { } ns)
            return;
        var levels = NamespaceLevels.Read(ns.Value).Levels;
        var violations = PodChecks.Evaluate(levels.Enforce.Level, pod);
        if (violations.Count > 0)
            throw ApiErrors.Forbidden(attributes.Resource, attributes.Name, $"violates PodSecurity \"{levels.Enforce}\": {Details(violations)}");
        var warnings = PodChecks.Evaluate(levels.Warn.Level, pod);
        if (warnings.Count > 0)
            attributes.Warnings.Add($"would violate PodSecurity \"{levels.Warn}\": {Details(warnings)}");
    }

    private void ValidateNamespace(AdmissionAttributes attributes, JsonObject ns)
    {
        var (levels, errors) = NamespaceLevels.Read(ns);
        if (attributes.Operation == AdmissionOperation.Create && errors.Count > 0)
            throw ApiErrors.Invalid(attributes.Resource, attributes.Name, errors);
        if (attributes.Operation != AdmissionOperation.Update || attributes.OldObject is not { } old)
            return;
        var (before, oldErrors) = NamespaceLevels.Read(old);
        if (errors.Count > 0 && !errors.SequenceEqual(oldErrors))
            throw ApiErrors.Invalid(attributes.Resource, attributes.Name, errors);
        var isStricter = levels.Enforce.Version != before.Enforce.Version
            || NamespaceLevels.Strictness(levels.Enforce.Level) > NamespaceLevels.Strictness(before.Enforce.Level);
        if (levels.Enforce != before.Enforce && isStricter)
            WarnOfPods(attributes, levels.Enforce);
    }

    /// <summary>Pods that are there keep running; who tightens the level hears of those that it would refuse.</summary>
    private void WarnOfPods(AdmissionAttributes attributes, LevelVersion level)
    {
        var refused = (cluster.Store.List("/pods", attributes.Name)?.Objects ?? [])
            .Select(p => (p.Name, Reasons: string.Join(", ", PodChecks.Evaluate(level.Level, p.Value).Select(v => v.Reason))))
            .Where(p => p.Reasons.Length > 0)
            .GroupBy(p => p.Reasons, StringComparer.Ordinal)
            .Select(g => (First: g.Select(p => p.Name).Min(StringComparer.Ordinal), Others: g.Count() - 1, Reasons: g.Key))
            .Select(g => g.Others switch
            {
                0 => $"{g.First}: {g.Reasons}",
                1 => $"{g.First} (and 1 other pod): {g.Reasons}",
                _ => $"{g.First} (and {g.Others} other pods): {g.Reasons}",
            })
            .Order(StringComparer.Ordinal)
            .ToList();
        if (refused.Count == 0)
            return;
        attributes.Warnings.Add($"existing pods in namespace \"{attributes.Name}\" violate the new PodSecurity enforce level \"{level}\"");
        foreach (var warning in refused)
            attributes.Warnings.Add(warning);
    }

    private static string Details(IEnumerable<Violation> violations) => string.Join(", ", violations);
}
