using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>Finds and loads the configuration, in kubectl's order.</summary>
public static class ClusterConfigurationLoader
{
    /// <summary>
    /// A given file, else the files of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>, else the pod's service account.
    /// </summary>
    /// <exception cref="KubeconfigException">There is none, or it cannot be used.</exception>
    public static ClusterConfiguration Load(KubeconfigOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var environment = options.Environment ?? Environment.GetEnvironmentVariable;
        var files = Files(options, environment);
        if (files.Count > 0)
            return new KubeconfigResolver(KubeconfigFile.Merge(files.Select(KubeconfigFile.Read)), options, time).Resolve();
        if (environment("KUBERNETES_SERVICE_HOST") is not null)
            return InCluster(options, time);
        throw new KubeconfigException(
            "No cluster to talk to: give a kubeconfig, set KUBECONFIG, create ~/.kube/config, or run in a pod with a service account.");
    }

    /// <summary>The service account of the pod that this process runs in. Its token file is read again as it is renewed.</summary>
    public static ClusterConfiguration InCluster(KubeconfigOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var environment = options.Environment ?? Environment.GetEnvironmentVariable;
        var host = environment("KUBERNETES_SERVICE_HOST");
        var port = environment("KUBERNETES_SERVICE_PORT") ?? "443";
        if (string.IsNullOrEmpty(host))
            throw new KubeconfigException("KUBERNETES_SERVICE_HOST is not set: this process does not run in a pod.");
        if (host.Contains(':', StringComparison.Ordinal))
            host = $"[{host}]";
        var directory = options.ServiceAccountDirectory;
        var token = Path.Combine(directory, "token");
        if (!File.Exists(token))
            throw new KubeconfigException($"{token} is missing: the pod has no service account token mounted.");
        var authorities = Path.Combine(directory, "ca.crt");
        var ns = Path.Combine(directory, "namespace");
        return new()
        {
            Server = new($"https://{host}:{port}"),
            CertificateAuthorities = File.Exists(authorities) ? Pem.Certificates(File.ReadAllText(authorities), authorities) : null,
            Credential = new FileCredential(token, null, null, time),
            Namespace = options.Namespace ?? (File.Exists(ns) ? File.ReadAllText(ns).Trim() : "default"),
            ImpersonateUser = options.ImpersonateUser,
            ImpersonateGroups = options.ImpersonateGroups,
        };
    }

    private static List<string> Files(KubeconfigOptions options, Func<string, string?> environment)
    {
        if (options.Path is { } path)
            return File.Exists(path) ? [path] : throw new KubeconfigException($"There is no kubeconfig at {path}.");
        if (environment("KUBECONFIG") is { Length: > 0 } list)
        {
            var files = list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
            var existing = files.Where(File.Exists).ToList();
            return existing.Count > 0
                ? existing
                : throw new KubeconfigException($"KUBECONFIG names no file that exists: {list}");
        }

        var home = environment("HOME") is { Length: > 0 } directory ? Path.Combine(directory, ".kube", "config") : null;
        return home is not null && File.Exists(home) ? [home] : [];
    }
}
