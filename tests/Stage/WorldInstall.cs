using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>Installs what the product ships: definitions, account and rights. The operator gets exactly these rights and no more.</summary>
internal static class WorldInstall
{
    private static readonly string[] Manifests = ["namespace", "service-account", "cluster-roles", "role-bindings", "people"];

    public static async Task InstallAsync(IKubernetesClient admin, CancellationToken cancellationToken)
    {
        foreach (var crd in Directory.EnumerateFiles(Path.Combine(Checkout.Root, "crds"), "*.yaml").Order(StringComparer.Ordinal))
            await admin.ApplyFileAsync(crd, cancellationToken);
        foreach (var manifest in Manifests)
            await admin.ApplyFileAsync(Path.Combine(Checkout.Root, "charts", "manifests", manifest + ".yaml"), cancellationToken);
    }
}
