using System.CommandLine;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.InspectPackage;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary><c>segment-operator verify</c>: judges an artifact by a policy as the operator would.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var defaults = new ManagerOptions();
        var reference = new Argument<string>("REF") { Description = "The artifact: registry/repository:tag or registry/repository@sha256:digest." };
        var policy = new Option<string>("--policy") { Description = "A Segment, or its spec.artifacts, as YAML or JSON.", Required = true };
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var auth = new Option<string?>("--registry-auth") { Description = "Registry credentials in Docker's config.json format. Without it DOCKER_CONFIG, or ~/.docker/config.json." };
        var authority = new Option<string?>("--registry-ca") { Description = "PEM certificates that registries are trusted by, besides the system's." };
        var plainHttp = new Option<string[]>("--plain-http-registry") { Description = "A registry (host:port) that is spoken to without TLS. May be repeated." };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "The cluster whose ConfigMaps and Secrets the policy refers to. Without it the policy must refer to none." };
        var context = new Option<string?>("--context") { Description = "The kubeconfig's context to use." };
        var ns = new Option<string>("--namespace") { Description = "The operator's namespace in that cluster.", DefaultValueFactory = _ => defaults.Namespace };
        var cache = new Option<string?>("--cache-dir") { Description = "Where the metadata of Sigstore instances is kept. Without it ~/.cache/segment-operator." };
        var repository = new Option<string?>("--source-repository") { Description = "What a request would name as its source, where the policy's provenance must match it." };
        var revision = new Option<string?>("--source-revision") { Description = "The source's revision." };
        var command = new Command("verify", "Verify an artifact in a registry by a policy, as the operator does. Exit code 0: verified. 1: refused, or bad input. 2: usage. 3: could not check.")
        {
            reference, policy, output, auth, authority, plainHttp, kubeconfig, context, ns, cache, repository, revision,
        };
        command.SetAction((result, cancellationToken) => new ArtifactVerification
        {
            Reference = result.GetValue(reference)!,
            Policy = result.GetValue(policy)!,
            Json = result.GetValue(output) == "json",
            Source = result.GetValue(repository) is { } source ? new SourceReference { Repository = source, Revision = result.GetValue(revision) } : null,
            Options = defaults with
            {
                RegistryAuthFile = result.GetValue(auth) ?? CommandLineFiles.OwnDockerConfig(),
                RegistryCaFile = result.GetValue(authority),
                PlainHttpRegistries = result.GetValue(plainHttp) ?? [],
                Kubeconfig = result.GetValue(kubeconfig),
                Context = result.GetValue(context),
                Namespace = result.GetValue(ns)!,
                CacheDirectory = result.GetValue(cache) ?? OwnCache(),
            },
        }.RunAsync(result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, TimeProvider.System, cancellationToken));
        return command;
    }

    private static string? OwnCache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : Path.Combine(home, ".cache", "segment-operator");
    }
}
