using System.Net.Http.Headers;
using System.Text;

namespace SegmentOperator.Kubernetes;

/// <summary>Follows a context to its cluster and user.</summary>
internal sealed class KubeconfigResolver(
    KubeconfigFile file, KubeconfigOptions options, TimeProvider time)
{
    public ClusterConfiguration Resolve()
    {
        var contextName = options.Context ?? file.CurrentContext;
        var context = contextName is null ? null : Entry(file.Contexts, contextName, "context");
        var clusterName = options.Cluster ?? context?.Text("cluster")
            ?? throw new KubeconfigException("No context is chosen: set current-context, or name a context.");
        var cluster = Entry(file.Clusters, clusterName, "cluster");
        var userName = options.User ?? context?.Text("user");
        var user = string.IsNullOrEmpty(userName) ? null : Entry(file.Users, userName, "user");
        var authorities = cluster.DataOrFile("certificate-authority-data", "certificate-authority");
        return new()
        {
            Server = Address(options.Server ?? cluster.Text("server"), $"server of cluster '{clusterName}' in {cluster.File}"),
            CertificateAuthorities = authorities is null ? null : Pem.Certificates(authorities, $"cluster '{clusterName}' in {cluster.File}"),
            TlsServerName = cluster.Text("tls-server-name") is { Length: > 0 } name ? name : null,
            InsecureSkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
            ProxyUrl = cluster.Text("proxy-url") is { Length: > 0 } proxy ? Address(proxy, $"proxy-url of cluster '{clusterName}'") : null,
            Namespace = options.Namespace ?? (context?.Text("namespace") is { Length: > 0 } ns ? ns : "default"),
            Context = contextName,
            Credential = user is null ? null : Credential(user, userName!, cluster),
            ImpersonateUser = options.ImpersonateUser ?? user?.Text("as"),
            ImpersonateUid = options.ImpersonateUser is null ? user?.Text("as-uid") : null,
            ImpersonateGroups = options.ImpersonateGroups.Count > 0 ? options.ImpersonateGroups : user?.Texts("as-groups") ?? [],
            ImpersonateExtra = options.ImpersonateUser is null ? user?.Map("as-user-extra")?.Lists() ?? new Dictionary<string, IReadOnlyList<string>>() : new Dictionary<string, IReadOnlyList<string>>(),
        };
    }

    private static KubeconfigEntry Entry(IReadOnlyDictionary<string, KubeconfigEntry> entries, string name, string what) =>
        entries.TryGetValue(name, out var entry)
            ? entry
            : throw new KubeconfigException(
                $"There is no {what} '{name}' in the kubeconfig. Known: {string.Join(", ", entries.Keys.Order(StringComparer.Ordinal))}");

    private static Uri Address(string? text, string what) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "socks5"
            ? uri
            : throw new KubeconfigException($"The {what} is '{text}', which is not an http(s) address.");

    private IClusterCredential? Credential(KubeconfigEntry user, string name, KubeconfigEntry cluster)
    {
        if (user.Map("exec") is { } exec)
            return new PluginCredential(ExecPlugin.Read(exec, name, cluster, options.Interactive), time);
        if (user.Map("auth-provider") is not null)
            throw new KubeconfigException($"User '{name}' uses an auth-provider, which kubectl has dropped; use an exec plugin.");
        var hasCertificate = user.Text("client-certificate-data") is { Length: > 0 } || user.Path("client-certificate") is not null;
        if (!hasCertificate && user.Text("token") is { Length: > 0 } token)
            return new StaticCredential(null, new("Bearer", token));
        if (!hasCertificate && user.Path("tokenFile") is { } tokenFile)
            return new FileCredential(tokenFile, null, null, time);
        if (user.Path("client-certificate") is { } certificateFile && user.Path("client-key") is { } keyFile
            && user.Text("client-certificate-data") is not { Length: > 0 } && user.Text("token") is not { Length: > 0 })
        {
            return new FileCredential(user.Path("tokenFile"), certificateFile, keyFile, time);
        }

        if (hasCertificate)
            return Certificate(user, name);
        return user.Text("username") is { Length: > 0 } login
            ? new StaticCredential(null, new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{user.Text("password")}"))))
            : null;
    }

    private static StaticCredential Certificate(KubeconfigEntry user, string name)
    {
        var source = $"user '{name}' in {user.File}";
        var certificate = user.DataOrFile("client-certificate-data", "client-certificate")!;
        var key = user.DataOrFile("client-key-data", "client-key")
            ?? throw new KubeconfigException($"{source} has a client certificate and no client-key-data or client-key.");
        var header = user.Text("token") is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        return new(Pem.WithKey(certificate, key, source), header);
    }
}
