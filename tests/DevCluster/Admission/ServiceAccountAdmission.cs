using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission;

/// <summary>Gives a pod its service account, a mount of its token unless one declines it, and the account's pull secrets.</summary>
internal sealed class ServiceAccountAdmission(ClusterContext cluster) : IAdmissionPlugin
{
    private const string VolumePrefix = "kube-api-access-";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string Default = "default";

    public void Mutate(AdmissionAttributes attributes)
    {
        if (attributes is not { Operation: AdmissionOperation.Create, Resource: { Resource: "pods", Group: "" }, Subresource: "", Object: { } pod })
            return;
        var spec = pod.Child("spec");
        var name = spec.Str("serviceAccountName") is { Length: > 0 } given ? given : Default;
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        var account = Account(attributes.Namespace, name) ?? throw ApiErrors.Forbidden(attributes.Resource, attributes.Name,
            $"error looking up service account {attributes.Namespace}/{name}: serviceaccount \"{name}\" not found");
        var mounts = spec["automountServiceAccountToken"] ?? account["automountServiceAccountToken"];
        if (mounts is null || mounts.Flag())
            Mount(spec);
        if (!spec.Items("imagePullSecrets").Any() && account["imagePullSecrets"] is JsonArray { Count: > 0 } secrets)
            spec["imagePullSecrets"] = secrets.DeepClone();
    }

    /// <summary>The account; the default one is made when its controller has not come to it yet, for which a kube-apiserver would wait.</summary>
    private JsonObject? Account(string ns, string name)
    {
        var stored = cluster.Store.Get("/serviceaccounts", ns, name);
        if (stored is not null || name != Default)
            return stored?.Value;
        try
        {
            return cluster.Api.Create(cluster.Resources.Find("", "serviceaccounts")!, ns, new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ServiceAccount",
                ["metadata"] = new JsonObject { ["name"] = Default, ["namespace"] = ns },
            });
        }
        catch (ApiException)
        {
            return cluster.Store.Get("/serviceaccounts", ns, name)?.Value;
        }
    }

    private void Mount(JsonObject spec)
    {
        var existing = spec.Objects("volumes").Select(v => v.Str("name")).FirstOrDefault(n => n.StartsWith(VolumePrefix, StringComparison.Ordinal));
        var volume = existing ?? VolumePrefix + cluster.Ids.NameSuffix();
        var isNeeded = false;
        foreach (var container in spec.Objects("initContainers").Concat(spec.Objects("containers")))
        {
            if (container.Objects("volumeMounts").Any(m => m.Str("mountPath") == MountPath))
                continue;
            isNeeded = true;
            List(container, "volumeMounts").Add(new JsonObject { ["name"] = volume, ["readOnly"] = true, ["mountPath"] = MountPath });
        }

        if (existing is null && isNeeded)
            List(spec, "volumes").Add(TokenVolume(volume));
    }

    private static JsonArray List(JsonObject parent, string key)
    {
        if (parent[key] is JsonArray list)
            return list;
        list = [];
        parent[key] = list;
        return list;
    }

    private static JsonObject TokenVolume(string name) => new()
    {
        ["name"] = name,
        ["projected"] = new JsonObject
        {
            ["sources"] = new JsonArray(
                new JsonObject { ["serviceAccountToken"] = new JsonObject { ["expirationSeconds"] = 3607, ["path"] = "token" } },
                new JsonObject
                {
                    ["configMap"] = new JsonObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new JsonArray(new JsonObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }),
                    },
                },
                new JsonObject
                {
                    ["downwardAPI"] = new JsonObject
                    {
                        ["items"] = new JsonArray(new JsonObject
                        {
                            ["path"] = "namespace",
                            ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                        }),
                    },
                }),
            ["defaultMode"] = 420,
        },
    };
}
