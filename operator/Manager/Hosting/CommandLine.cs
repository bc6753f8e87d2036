using System.CommandLine;
using SegmentOperator.Manager.InspectPackage;
using SegmentOperator.Manager.PolicyCommands;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.VerifyArtifact;
using SegmentOperator.Manager.VerifyBundle;

namespace SegmentOperator.Manager.Hosting;

/// <summary>The program's commands and options. Usage errors exit with 2.</summary>
internal static class CommandLine
{
    private const int UsageError = 2;

    /// <summary>Runs the command that the arguments name and returns the exit code.</summary>
    public static async Task<int> InvokeAsync(string[] arguments, InvocationConfiguration? configuration = null)
    {
        var parsed = Create().Parse(arguments);
        var exit = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count > 0 ? UsageError : exit;
    }

    public static RootCommand Create()
    {
        var root = new RootCommand("Segment Operator: zero-trust access to deployment pipelines.");
        root.Subcommands.Add(Run());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(VerifyBundleCommand.Create());
        root.Subcommands.Add(PolicyCommand.Create());
        root.Subcommands.Add(InspectCommand.Create());
        return root;
    }

    private static Command Run()
    {
        var defaults = new ManagerOptions();
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "A kubeconfig file. Without it: KUBECONFIG, the pod's ServiceAccount, or ~/.kube/config." };
        var context = new Option<string?>("--context") { Description = "The kubeconfig's context to use." };
        var ns = new Option<string>("--namespace") { Description = "The operator's own namespace (POD_NAMESPACE).", DefaultValueFactory = _ => FromEnvironment("POD_NAMESPACE", defaults.Namespace) };
        var account = new Option<string>("--service-account") { Description = "The operator's own ServiceAccount (POD_SERVICE_ACCOUNT).", DefaultValueFactory = _ => FromEnvironment("POD_SERVICE_ACCOUNT", defaults.ServiceAccount) };
        var elect = new Option<bool>("--leader-elect") { Description = "Work only while holding the Lease.", DefaultValueFactory = _ => true };
        var identity = new Option<string>("--identity") { Description = "This process' name in the Lease (POD_NAME); no two that run at the same time may share one.", DefaultValueFactory = _ => FromEnvironment("POD_NAME", defaults.Identity) };
        var bind = new Option<string>("--bind-address") { Description = "Where /healthz, /readyz and /metrics are served.", DefaultValueFactory = _ => defaults.BindAddress };
        var image = new Option<string>("--runner-image") { Description = "The runner image of segments that name none.", DefaultValueFactory = _ => defaults.RunnerImage };
        var imageSecrets = new Option<string?>("--runner-pull-secrets") { Description = "Names, with commas between, of Secrets in the operator's namespace that the image of --runner-image is pulled with." };
        var plainHttp = new Option<string[]>("--plain-http-registry") { Description = "A registry (host:port) that is spoken to without TLS. May be repeated." };
        var registryCa = new Option<string?>("--registry-ca") { Description = "PEM certificates that registries are trusted by, besides the system's." };
        var registryAuth = new Option<string?>("--registry-auth") { Description = "Registry credentials in Docker's config.json format." };
        var cache = new Option<string?>("--cache-dir") { Description = "Where the metadata of Sigstore instances is kept between starts. Without it in memory." };
        var targetCa = new Option<string?>("--target-ca") { Description = "PEM certificates that runs trust targets by, besides the system's." };
        var clusterUrl = new Option<string>("--cluster-url") { Description = "This cluster's API server, as runs on Kubernetes targets reach it.", DefaultValueFactory = _ => defaults.ClusterUrl };
        var claims = new Option<string[]>("--claim") { Description = "NAME=KEY: the key of userInfo.extra that holds the claim NAME (mfa, amr, acr, auth_time, source, device, or one that a segment demands). Several with commas between; may be repeated." };
        claims.Validators.Add(result =>
        {
            foreach (var claim in Claims(result.Tokens.Select(token => token.Value)).Where(claim => claim.IndexOf('=', StringComparison.Ordinal) is <= 0 || claim.EndsWith('=')))
                result.AddError($"--claim {claim}: write NAME=KEY, such as amr=example.com/amr.");
        });
        var decisions = new Option<string?>("--decisions-dir") { Description = "A folder in which each decision is kept with all that it was made from, for policy replay." };
        var logFormat = new Option<string>("--log-format") { Description = "json or text.", DefaultValueFactory = _ => defaults.LogFormat };
        logFormat.AcceptOnlyFromAmong("json", "text");
        var logLevel = new Option<LogLevel>("--log-level") { Description = "The least that is logged.", DefaultValueFactory = _ => defaults.LogLevel };
        var retention = new Option<TimeSpan>("--pod-retention") { Description = "How long a finished pod stays (hh:mm:ss, at least a minute).", DefaultValueFactory = _ => defaults.PodRetention };
        retention.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<TimeSpan>() < ManagerOptions.LeastPodRetention)
                result.AddError($"--pod-retention must be at least {ManagerOptions.LeastPodRetention:c}: until then a pod's name keeps a second run from starting.");
        });
        var run = new Command("run", "Run the operator.") { kubeconfig, context, ns, account, elect, identity, bind, image, imageSecrets, plainHttp, registryCa, registryAuth, cache, targetCa, clusterUrl, decisions, claims, retention, logFormat, logLevel };
        run.SetAction((result, cancellationToken) => ManagerHost.RunAsync(
            new ManagerOptions
            {
                Kubeconfig = result.GetValue(kubeconfig),
                Context = result.GetValue(context),
                Namespace = result.GetValue(ns)!,
                ServiceAccount = result.GetValue(account)!,
                LeaderElect = result.GetValue(elect),
                Identity = result.GetValue(identity)!,
                BindAddress = result.GetValue(bind)!,
                RunnerImage = result.GetValue(image)!,
                RunnerPullSecrets = [.. Several(result.GetValue(imageSecrets))],
                PlainHttpRegistries = result.GetValue(plainHttp) ?? [],
                RegistryCaFile = result.GetValue(registryCa),
                RegistryAuthFile = result.GetValue(registryAuth),
                CacheDirectory = result.GetValue(cache),
                TargetCaFile = result.GetValue(targetCa),
                DecisionsDirectory = result.GetValue(decisions),
                ClusterUrl = result.GetValue(clusterUrl)!,
                ClaimKeys = Claims(result.GetValue(claims) ?? []).Select(text => text.Split('=', 2)).GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal),
                LogFormat = result.GetValue(logFormat)!,
                LogLevel = result.GetValue(logLevel),
                PodRetention = result.GetValue(retention),
                Proxy = RunProxy.Of(Environment.GetEnvironmentVariable),
            },
            cancellationToken));
        return run;
    }

    /// <summary>A chart's value is one text, with commas for several.</summary>
    private static IEnumerable<string> Claims(IEnumerable<string> values) =>
        values.SelectMany(Several);

    private static string[] Several(string? value) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static string FromEnvironment(string name, string fallback) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : fallback;
}
