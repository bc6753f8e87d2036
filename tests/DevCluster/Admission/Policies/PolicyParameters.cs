using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>A binding cannot be used; the message says why.</summary>
internal sealed class PolicyConfigurationException(string message) : Exception(message)
{
    /// <summary>Whether it is the policy that is wrong, whatever binds it.</summary>
    public bool IsOfPolicy { get; init; }

    /// <summary>The message as a refusal has it.</summary>
    public string Refusal => $"failed to configure {(IsOfPolicy ? "policy" : "binding")}: {Message}";
}

/// <summary>Finds the parameter objects of a binding. A policy without parameters is evaluated once, with none.</summary>
internal static class PolicyParameters
{
    public static List<JsonNode?> Find(ClusterContext cluster, JsonObject policy, JsonObject binding, string ns)
    {
        if (policy["paramKind"] is not JsonObject kind || binding["paramRef"] is not JsonObject reference)
            return [null];
        if (cluster.Resources.FindKind(kind.Str("apiVersion"), kind.Str("kind")) is not { } resource)
        {
            var version = kind.Str("apiVersion");
            throw new PolicyConfigurationException("failed to find resource referenced by paramKind: " +
                $"'{(version.Contains('/') ? version : "/" + version)}, Kind={kind.Str("kind")}'")
            { IsOfPolicy = true };
        }
        var space = reference.Str("namespace");
        if (!resource.Namespaced && space.Length > 0)
            throw new PolicyConfigurationException("paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        if (resource.Namespaced && space.Length == 0)
            space = ns;
        if (resource.Namespaced && space.Length == 0)
            throw new PolicyConfigurationException("cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");

        List<JsonNode?> found = [];
        if (reference.Str("name") is { Length: > 0 } name)
        {
            if (cluster.Store.Get(resource.StorageKey, space, name) is { } stored)
                found.Add(stored.Value);
        }
        else
        {
            found.AddRange((cluster.Store.List(resource.StorageKey, space)?.Objects ?? (IReadOnlyCollection<StoredObject>)[])
                .Where(o => LabelSelectors.Matches(reference["selector"], o.Value.At("metadata", "labels"))).Select(o => o.Value));
        }

        if (found.Count == 0 && reference.Str("parameterNotFoundAction") == "Deny")
            throw new PolicyConfigurationException("no params found for policy binding with `Deny` parameterNotFoundAction");
        return found;
    }
}
