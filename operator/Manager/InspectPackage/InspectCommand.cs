using System.CommandLine;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Policy.Inspection;

namespace SegmentOperator.Manager.InspectPackage;

/// <summary><c>segment-operator inspect</c>: what is in a package, as the operator sees it before it decides.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "A folder, a zip, a gzipped tar, or a reference in a registry. Who signed it is another question, which verify answers." };
        var output = new Option<string>("--output", "-o") { Description = "table, json or sarif (SARIF 2.1.0).", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json", "sarif");
        var baseline = new Option<string?>("--baseline") { Description = "The package that the target carries now: then added, changed and unchanged are told, and what was widened." };
        var segment = new Option<string?>("--segment") { Description = "A Segment, a YAML file: then what lies outside of its data is listed." };
        var kubernetes = new Option<bool>("--kubernetes") { Description = "A local package holds Kubernetes manifests." };
        var failOn = new Option<string>("--fail-on") { Description = $"none, {string.Join(", ", Enum.GetNames<Severity>())}: exit with 1 where a finding is as bad or worse.", DefaultValueFactory = _ => "none" };
        failOn.AcceptOnlyFromAmong(["none", .. Enum.GetNames<Severity>()]);
        var auth = new Option<string?>("--registry-auth") { Description = "Registry credentials in Docker's config.json format. Without it DOCKER_CONFIG, or ~/.docker/config.json." };
        var authority = new Option<string?>("--registry-ca") { Description = "PEM certificates that registries are trusted by, besides the system's." };
        var plainHttp = new Option<string[]>("--plain-http-registry") { Description = "A registry (host:port) that is spoken to without TLS. May be repeated." };
        var command = new Command("inspect", "Show what is in a package: components, findings, and where manifest and content disagree. Exit code 0: it was inspected. 1: it is unsafe, or a finding is as bad as --fail-on says. 2: usage, or no package. 3: could not read it.")
        {
            package, output, baseline, segment, kubernetes, failOn, auth, authority, plainHttp,
        };
        command.SetAction((result, cancellationToken) => new Inspection
        {
            Package = result.GetValue(package)!,
            Form = result.GetValue(output)!,
            Baseline = result.GetValue(baseline),
            SegmentFile = result.GetValue(segment),
            Kubernetes = result.GetValue(kubernetes),
            FailOn = result.GetValue(failOn) is { } severity and not "none" ? Enum.Parse<Severity>(severity) : null,
            Options = new ManagerOptions
            {
                RegistryAuthFile = result.GetValue(auth) ?? CommandLineFiles.OwnDockerConfig(),
                RegistryCaFile = result.GetValue(authority),
                PlainHttpRegistries = result.GetValue(plainHttp) ?? [],
            },
        }.RunAsync(result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, TimeProvider.System, cancellationToken));
        return command;
    }
}
