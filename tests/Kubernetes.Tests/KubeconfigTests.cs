using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Kubernetes.Tests;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;
    private readonly Dictionary<string, string> _environment = [];
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_current_context_names_cluster_user_and_namespace()
    {
        var loaded = Load("""
            apiVersion: v1
            kind: Config
            current-context: b
            clusters:
            - {name: one, cluster: {server: "https://one:6443/base", tls-server-name: api, proxy-url: "http://proxy:3128"}}
            - {name: two, cluster: {server: "https://two:6443", insecure-skip-tls-verify: true}}
            users:
            - {name: me, user: {token: secret, as: other, as-uid: "42", as-groups: [x, y]}}
            contexts:
            - {name: a, context: {cluster: two, user: me}}
            - {name: b, context: {cluster: one, user: me, namespace: team}}
            """);

        Assert.Equal(("https://one:6443/base", "api", "team", "b"), (loaded.Server.AbsoluteUri, loaded.TlsServerName, loaded.Namespace, loaded.Context));
        Assert.Equal(new("http://proxy:3128"), loaded.ProxyUrl);
        Assert.Equal(("other", "42", "x,y"), (loaded.ImpersonateUser, loaded.ImpersonateUid, string.Join(',', loaded.ImpersonateGroups)));
        Assert.False(loaded.InsecureSkipTlsVerify);
    }

    [Fact]
    public async Task A_named_context_and_namespace_win_over_the_files()
    {
        var file = Write("config", Simple("one", "token: t1"));

        var loaded = ClusterConfigurationLoader.Load(new() { Path = file, Context = "other", Namespace = "mine", Server = "https://else" }, _time);

        Assert.Equal(("https://else/", "mine", "other"), (loaded.Server.AbsoluteUri, loaded.Namespace, loaded.Context));
        Assert.Equal("Bearer t1", (await loaded.Credential!.GetAuthorizationAsync(default))!.ToString());
    }

    [Fact]
    public void Of_several_files_the_first_that_says_something_wins_and_missing_ones_do_not_matter()
    {
        var first = Write("first", "current-context: ctx\ncontexts:\n- {name: ctx, context: {cluster: c, user: u}}\n");
        var second = Write("second", "current-context: no\nclusters:\n- {name: c, cluster: {server: 'https://second'}}\nusers:\n- {name: u, user: {token: t}}\n");
        var third = Write("third", "clusters:\n- {name: c, cluster: {server: 'https://third'}}\n");
        _environment["KUBECONFIG"] = string.Join(':', first, Path.Combine(_folder, "missing"), second, third);

        Assert.Equal("https://second/", Load().Server.AbsoluteUri);
    }

    [Fact]
    public async Task Paths_start_at_the_file_that_states_them_and_a_token_file_is_read_again_as_it_changes()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "sub"));
        File.WriteAllText(Path.Combine(_folder, "sub", "token"), "first\n");
        var loaded = ClusterConfigurationLoader.Load(new() { Path = Write("sub/config", Simple("one", "tokenFile: token")) }, _time);

        Assert.Equal("first", (await loaded.Credential!.GetAuthorizationAsync(default))!.Parameter);
        File.WriteAllText(Path.Combine(_folder, "sub", "token"), "second");
        Assert.Equal("first", (await loaded.Credential.GetAuthorizationAsync(default))!.Parameter);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("second", (await loaded.Credential.GetAuthorizationAsync(default))!.Parameter);
        File.WriteAllText(Path.Combine(_folder, "sub", "token"), "third");
        loaded.Credential.Reject();
        Assert.Equal("third", (await loaded.Credential.GetAuthorizationAsync(default))!.Parameter);
        File.Delete(Path.Combine(_folder, "sub", "token"));
        loaded.Credential.Reject();
        Assert.Equal("third", (await loaded.Credential.GetAuthorizationAsync(default))!.Parameter);
    }

    [Fact]
    public async Task Certificates_come_from_data_or_files_and_the_authority_is_read()
    {
        var (certificate, key) = SelfSigned();
        File.WriteAllText(Path.Combine(_folder, "tls.crt"), certificate);
        File.WriteAllText(Path.Combine(_folder, "tls.key"), key);
        var byFile = Load(Simple("one", "client-certificate: tls.crt, client-key: tls.key", $"certificate-authority: tls.crt"));
        var byData = Load(Simple("one", $"client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}", $"certificate-authority-data: {Base64(certificate)}"));

        foreach (var loaded in new[] { byFile, byData })
        {
            var found = await loaded.Credential!.GetCertificateAsync(default);
            Assert.True(found!.HasPrivateKey);
            Assert.Equal(found.Thumbprint, Assert.Single(loaded.CertificateAuthorities!).Thumbprint);
        }
    }

    [Theory]
    [InlineData("current-context: x\n", "There is no context 'x'")]
    [InlineData("clusters: []\n", "No context is chosen")]
    [InlineData("clusters: {a: [}\n", "is not a kubeconfig")]
    [InlineData("current-context: c\ncontexts:\n- {name: c, context: {cluster: k}}\n", "There is no cluster 'k'")]
    [InlineData("current-context: c\ncontexts:\n- {name: c, context: {cluster: k}}\nclusters:\n- {name: k, cluster: {server: 'ftp://x'}}\n", "not an http(s) address")]
    public void What_cannot_be_used_is_told_with_what_to_change(string text, string says)
    {
        var error = Assert.Throws<KubeconfigException>(() => Load(text));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client-certificate-data: '%%%'", "not base64")]
    [InlineData("client-certificate-data: aGk=, client-key-data: aGk=", "holds no client certificate")]
    [InlineData("client-certificate-data: aGk=", "no client-key-data")]
    [InlineData("auth-provider: {name: gcp}", "auth-provider")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}", "v1alpha1")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1}", "names no command")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}", "needs a person")]
    public void A_user_that_cannot_be_used_is_told(string user, string says)
    {
        var error = Assert.Throws<KubeconfigException>(() => Load(Simple("one", user)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_finds_its_service_account_and_a_kubeconfig_goes_before_it()
    {
        File.WriteAllText(Path.Combine(_folder, "token"), "pod");
        File.WriteAllText(Path.Combine(_folder, "namespace"), "home\n");
        _environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        _environment["KUBERNETES_SERVICE_PORT"] = "443";

        var loaded = Load();

        Assert.Equal(("https://[fd00::1]/", "home"), (loaded.Server.AbsoluteUri, loaded.Namespace));
        _environment["KUBECONFIG"] = Write("config", Simple("one", "token: t"));
        Assert.Equal("https://one/", Load().Server.AbsoluteUri);
    }

    [Fact]
    public void Nothing_to_load_says_where_it_was_looked_for()
    {
        var error = Assert.Throws<KubeconfigException>(() => Load());
        Assert.Contains("KUBECONFIG", error.Message, StringComparison.Ordinal);
        Assert.Throws<KubeconfigException>(() => ClusterConfigurationLoader.Load(new() { Path = "/nowhere" }, _time));
    }

    [Fact]
    public async Task A_plugin_is_asked_once_until_its_credential_expires_or_is_not_accepted()
    {
        var counter = Path.Combine(_folder, "count");
        var plugin = Write("plugin.sh", $$$"""
            #!/bin/sh
            echo x >> {{{counter}}}
            n=$(wc -l < {{{counter}}})
            case "$KUBERNETES_EXEC_INFO" in *'"kind":"ExecCredential"'*'"server":"https://one"'*) ;; *) exit 3;; esac
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$PREFIX$1$n\",\"expirationTimestamp\":\"2026-01-01T01:00:00Z\"}}"
            """);
        File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var loaded = Load(Simple(
            "one",
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, args: ['-'], env: [{name: PREFIX, value: t}], provideClusterInfo: true}"));

        Assert.Equal(("t-1", "t-1"), (await TokenAsync(loaded), await TokenAsync(loaded)));
        loaded.Credential!.Reject();
        Assert.Equal("t-2", await TokenAsync(loaded));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("t-3", await TokenAsync(loaded));
    }

    [Theory]
    [InlineData("echo oops >&2; exit 7", "ended with code 7: oops")]
    [InlineData("echo hello", "printed no ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "neither a token nor")]
    public async Task A_plugin_that_fails_is_told_and_nothing_else_breaks(string script, string says)
    {
        var plugin = Write("plugin.sh", "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var loaded = Load(Simple("one", "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh}"));

        var error = await Assert.ThrowsAsync<KubernetesUnreachableException>(() => TokenAsync(loaded));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_not_installed_is_told_with_its_hint()
    {
        var loaded = Load(Simple("one", "exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, installHint: Get it at the shop.}"));

        var error = await Assert.ThrowsAsync<KubernetesUnreachableException>(() => TokenAsync(loaded));

        Assert.Contains("Get it at the shop.", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> TokenAsync(ClusterConfiguration loaded) =>
        (await loaded.Credential!.GetAuthorizationAsync(default))?.Parameter;

    private static string Simple(string host, string user, string cluster = "") => $$$"""
        current-context: main
        clusters:
        - {name: c, cluster: {server: "https://{{{host}}}"{{{(cluster.Length > 0 ? ", " + cluster : "")}}}}}
        users:
        - {name: u, user: { {{{user}}} }}
        contexts:
        - {name: main, context: {cluster: c, user: u}}
        - {name: other, context: {cluster: c, user: u, namespace: n}}
        """;

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static (string Certificate, string Key) SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=me", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private ClusterConfiguration Load(string? text = null) => ClusterConfigurationLoader.Load(
        new()
        {
            Path = text is null ? null : Write("config", text),
            Environment = _environment.GetValueOrDefault,
            ServiceAccountDirectory = _folder,
        },
        _time);
}
