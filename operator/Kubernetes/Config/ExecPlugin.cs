using System.Text.Json.Nodes;

namespace SegmentOperator.Kubernetes;

/// <summary>How to run a credential plugin.</summary>
/// <param name="User">The kubeconfig user it serves.</param>
/// <param name="Command">The program; a name is looked for on the path, a relative path starts at the kubeconfig.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Variables">Variables set for it beside ours.</param>
/// <param name="ApiVersion">The protocol's version.</param>
/// <param name="Info">What it finds in KUBERNETES_EXEC_INFO.</param>
/// <param name="InstallHint">What to tell when it is not installed.</param>
internal sealed record ExecPlugin(
    string User,
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Variables,
    string ApiVersion,
    string Info,
    string? InstallHint)
{
    private const string Group = "client.authentication.k8s.io";

    public static ExecPlugin Read(
        KubeconfigEntry exec, string user, KubeconfigEntry cluster, bool interactive)
    {
        var version = exec.Text("apiVersion");
        if (version is not ($"{Group}/v1" or $"{Group}/v1beta1"))
            throw new KubeconfigException($"The exec plugin of user '{user}' has apiVersion '{version}'; use {Group}/v1.");
        var command = exec.Text("command") is { Length: > 0 } text
            ? text
            : throw new KubeconfigException($"The exec plugin of user '{user}' names no command.");
        var mode = exec.Text("interactiveMode") ?? "IfAvailable";
        if (mode == "Always" && !interactive)
            throw new KubeconfigException($"The exec plugin of user '{user}' needs a person at a terminal (interactiveMode: Always).");
        if (command.Contains('/', StringComparison.Ordinal))
            command = exec.Path("command")!;
        var variables = exec.List("env")
            .Where(entry => entry.Text("name") is not null)
            .ToDictionary(entry => entry.Text("name")!, entry => entry.Text("value") ?? "", StringComparer.Ordinal);
        var info = new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = "ExecCredential",
            ["spec"] = new JsonObject { ["interactive"] = interactive && mode != "Never" },
        };
        if (exec.Flag("provideClusterInfo"))
            info["spec"]!["cluster"] = ClusterInfo(cluster);
        return new(user, command, exec.Texts("args"), variables, version, info.ToJsonString(), exec.Text("installHint"));
    }

    private static JsonObject ClusterInfo(KubeconfigEntry cluster)
    {
        var info = new JsonObject { ["server"] = cluster.Text("server") };
        if (cluster.Text("tls-server-name") is { Length: > 0 } name)
            info["tls-server-name"] = name;
        if (cluster.Flag("insecure-skip-tls-verify"))
            info["insecure-skip-tls-verify"] = true;
        if (cluster.DataOrFile("certificate-authority-data", "certificate-authority") is { } authorities)
            info["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authorities));
        if (cluster.Text("proxy-url") is { Length: > 0 } proxy)
            info["proxy-url"] = proxy;
        return info;
    }
}
