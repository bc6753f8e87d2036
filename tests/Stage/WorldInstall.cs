using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Installs what the product ships: definitions, account, rights and admission policies. The operator gets exactly these rights and no more.</summary>
public static class WorldInstall
{
    private static readonly string[] Manifests = ["namespace", "service-account", "cluster-roles", "role-bindings", "people"];
    private static readonly string[] Policies = ["fill-identity", "admission-policies"];

    /// <summary>Installs everything that the server at hand serves.</summary>
    public static async Task InstallAsync(IKubernetesClient admin, bool policies = true, CancellationToken cancellationToken = default)
    {
        foreach (var crd in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "crds"), "*.yaml").Order(StringComparer.Ordinal))
            await admin.ApplyFileAsync(crd, cancellationToken);
        foreach (var manifest in Manifests)
            await admin.ApplyFileAsync(Manifest(manifest), cancellationToken);
        if (!policies)
            return;
        await admin.ApplyFileAsync(Manifest("admission-policies"), cancellationToken);
        if (await FillsInAsync(admin, cancellationToken))
            await admin.ApplyFileAsync(Manifest("fill-identity"), cancellationToken);
    }

    /// <summary>Removes the admission policies: afterwards nothing is guarded.</summary>
    public static async Task RemovePoliciesAsync(IKubernetesClient admin, CancellationToken cancellationToken = default)
    {
        foreach (var manifest in Policies)
            await admin.DeleteFileAsync(Manifest(manifest), cancellationToken);
    }

    /// <summary>Removes everything but the definitions and the operator's namespace.</summary>
    public static async Task UninstallAsync(IKubernetesClient admin, CancellationToken cancellationToken = default)
    {
        foreach (var manifest in (string[])[.. Policies, .. Manifests.Where(name => name != "namespace").Reverse()])
            await admin.DeleteFileAsync(Manifest(manifest), cancellationToken);
    }

    /// <summary>A file of charts/manifests.</summary>
    public static string Manifest(string name) => Path.Combine(Checkout.Root, "charts", "manifests", name + ".yaml");

    /// <summary>Whether the server has MutatingAdmissionPolicy v1.</summary>
    public static async Task<bool> FillsInAsync(IKubernetesClient admin, CancellationToken cancellationToken = default)
    {
        using var answer = await admin.SendAsync(HttpMethod.Get, "apis/admissionregistration.k8s.io/v1", null, cancellationToken);
        return (await answer.Content.ReadAsStringAsync(cancellationToken)).Contains("\"mutatingadmissionpolicies\"", StringComparison.Ordinal);
    }
}
