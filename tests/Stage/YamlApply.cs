using System.Net.Http.Headers;
using System.Text;
using SegmentOperator.Kubernetes;
using YamlDotNet.RepresentationModel;

namespace SegmentOperator.Stage;

/// <summary>Applies YAML documents server-side, as <c>kubectl apply --server-side</c> does.</summary>
public static class YamlApply
{
    private static readonly Dictionary<string, (string Plural, bool Namespaced)> Kinds = new(StringComparer.Ordinal)
    {
        ["Namespace"] = ("namespaces", false),
        ["ServiceAccount"] = ("serviceaccounts", true),
        ["Secret"] = ("secrets", true),
        ["ConfigMap"] = ("configmaps", true),
        ["Role"] = ("roles", true),
        ["RoleBinding"] = ("rolebindings", true),
        ["ClusterRole"] = ("clusterroles", false),
        ["ClusterRoleBinding"] = ("clusterrolebindings", false),
        ["CustomResourceDefinition"] = ("customresourcedefinitions", false),
        ["ValidatingAdmissionPolicy"] = ("validatingadmissionpolicies", false),
        ["ValidatingAdmissionPolicyBinding"] = ("validatingadmissionpolicybindings", false),
        ["MutatingAdmissionPolicy"] = ("mutatingadmissionpolicies", false),
        ["MutatingAdmissionPolicyBinding"] = ("mutatingadmissionpolicybindings", false),
        ["Pod"] = ("pods", true),
        ["Segment"] = ("segments", false),
        ["DeploymentRequest"] = ("deploymentrequests", true),
        ["AccessGrant"] = ("accessgrants", true),
        ["Approval"] = ("approvals", true),
    };

    /// <summary>Applies every document of a text, in order.</summary>
    public static async Task ApplyYamlAsync(this IKubernetesClient client, string yaml, CancellationToken cancellationToken = default)
    {
        foreach (var document in yaml.Split("\n---", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Address(document) is not { } path)
                continue;
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(document));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
            using var response = await client.SendAsync(HttpMethod.Patch, path, content, cancellationToken);
        }
    }

    /// <summary>Deletes every document of a file, the last one first.</summary>
    public static async Task DeleteFileAsync(this IKubernetesClient client, string path, CancellationToken cancellationToken = default)
    {
        var documents = (await File.ReadAllTextAsync(path, cancellationToken)).Split("\n---", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var document in documents.Reverse())
        {
            if (Address(document) is { } address)
                await client.DeletePathAsync(address.Split('?')[0], cancellationToken);
        }
    }

    /// <summary>Deletes what is at a path.</summary>
    /// <returns>False when nothing is there.</returns>
    public static async Task<bool> DeletePathAsync(this IKubernetesClient client, string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var answer = await client.SendAsync(HttpMethod.Delete, path, null, cancellationToken);
            return true;
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Applies a YAML file.</summary>
    public static async Task ApplyFileAsync(this IKubernetesClient client, string path, CancellationToken cancellationToken = default) =>
        await client.ApplyYamlAsync(await File.ReadAllTextAsync(path, cancellationToken), cancellationToken);

    /// <summary>Null for a document without content.</summary>
    private static string? Address(string document)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(document));
        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root || root.Children.Count == 0)
            return null;
        var metadata = (YamlMappingNode)root.Children["metadata"];
        var (apiVersion, kind, name) = (Text(root, "apiVersion")!, Text(root, "kind")!, Text(metadata, "name")!);
        if (!Kinds.TryGetValue(kind, out var known))
            throw new NotSupportedException($"The stage does not know the kind {kind}; add it to YamlApply.");
        var group = apiVersion.Contains('/', StringComparison.Ordinal) ? $"apis/{apiVersion}" : $"api/{apiVersion}";
        var ns = known.Namespaced ? $"/namespaces/{Text(metadata, "namespace") ?? "default"}" : "";
        return $"{group}{ns}/{known.Plural}/{name}?fieldManager=stage&force=true";
    }

    private static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;
}
