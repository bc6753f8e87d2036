using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Node;
using SegmentOperator.DevCluster.Node.Remote;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>
/// A cluster that is there already, and is for tests alone. The world's people get client certificates that the cluster itself signs. The
/// world's registry and org listen on this machine's loopback, which only the world's own node reaches: it joins, and the cluster's own
/// nodes must be cordoned.
/// </summary>
internal sealed class GivenCluster : StageCluster
{
    private readonly Dictionary<string, string> _people = new(StringComparer.Ordinal);
    private readonly KubernetesClient _admin;
    private readonly HttpClient _http;
    private readonly RemoteNode _node;

    private GivenCluster(string kubeconfig, ClusterConfiguration configuration, HttpClient http, NodeOptions node, WorldOptions options)
    {
        (AdminKubeconfig, Address) = (kubeconfig, configuration.Server);
        AuthorityPem = string.Concat(configuration.CertificateAuthorities?.Select(certificate => certificate.ExportCertificatePem() + "\n") ?? []);
        _admin = new KubernetesClient(configuration, TimeProvider.System);
        _http = http;
        _node = RemoteNode.Start(_http, node, options.Log);
    }

    public override Uri Address { get; }

    public override string AuthorityPem { get; }

    public override string AdminKubeconfig { get; }

    public override DevClusterNode? Node => _node.Node;

    public static async Task<StageCluster> ConnectAsync(string path, NodeOptions node, WorldOptions options, CancellationToken cancellationToken)
    {
        var configuration = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = path }, TimeProvider.System);
        using var probe = new KubernetesClient(configuration, TimeProvider.System);
        using var answer = await probe.SendAsync(HttpMethod.Get, "api/v1/nodes", null, cancellationToken);
        var nodes = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["items"]!.AsArray();
        if (nodes.FirstOrDefault(item => (string?)item!["metadata"]!["name"] != node.Name && (bool?)item["spec"]!["unschedulable"] != true) is { } open)
            throw new InvalidOperationException($"The node {open["metadata"]!["name"]} takes pods, and from there they do not reach this machine's registry and org: kubectl cordon it for the time of the tests.");
        var cluster = new GivenCluster(await File.ReadAllTextAsync(path, cancellationToken), configuration, await AdminHandler.ClientAsync(configuration, cancellationToken), node, options);
        foreach (var user in WorldUsers.All)
            cluster._people.Add(user.Name, await cluster.SignAsync(user.Name, user.Groups, cancellationToken));
        return cluster;
    }

    public override string KubeconfigFor(string user) => _people[user];

    public override async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _http.Dispose();
        _admin.Dispose();
    }

    /// <summary>A kubeconfig with a certificate by the cluster's own signer.</summary>
    private async Task<string> SignAsync(string user, IReadOnlyList<string> groups, CancellationToken cancellationToken)
    {
        const string all = "apis/certificates.k8s.io/v1/certificatesigningrequests";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = string.Join(", ", groups.Select(group => $"O={group}").Append($"CN={user}"));
        var pem = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var name = $"segment-stage-{user}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var request = await SendAsync(HttpMethod.Post, all, new JsonObject
        {
            ["apiVersion"] = "certificates.k8s.io/v1",
            ["kind"] = "CertificateSigningRequest",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject { ["request"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)), ["signerName"] = "kubernetes.io/kube-apiserver-client", ["usages"] = new JsonArray("client auth") },
        }, cancellationToken);
        request["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Approved", ["status"] = "True", ["reason"] = "Stage", ["message"] = "A person of the tests." }) };
        await SendAsync(HttpMethod.Put, $"{all}/{name}/approval", request, cancellationToken);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if ((string?)(await SendAsync(HttpMethod.Get, $"{all}/{name}", null, cancellationToken))["status"]?["certificate"] is { } certificate)
                return Kubeconfig(certificate, Convert.ToBase64String(Encoding.UTF8.GetBytes(key.ExportECPrivateKeyPem())));
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }

        throw new TimeoutException($"The cluster did not sign {name} within a minute; does its controller manager have a signing certificate (--cluster-signing-cert-file)?");
    }

    private string Kubeconfig(string certificate, string key) => $$$"""
        {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
         "clusters":[{"name":"c","cluster":{"server":"{{{Address.GetLeftPart(UriPartial.Authority)}}}","certificate-authority-data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(AuthorityPem))}}}"}}],
         "users":[{"name":"u","user":{"client-certificate-data":"{{{certificate}}}","client-key-data":"{{{key}}}"}}]}
        """;

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _admin.SendAsync(method, path, content, cancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
    }
}
