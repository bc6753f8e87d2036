using System.CommandLine;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli;

/// <summary>
/// The plugin's commands. Each works with the caller's own kubeconfig, and writes the caller's own identity, as the API server
/// authenticated it, where a request asks for it.
/// </summary>
internal static class PluginCommands
{
    private static readonly Option<string?> Kubeconfig = new("--kubeconfig") { Description = "The kubeconfig file.", Recursive = true };
    private static readonly Option<string?> Context = new("--context") { Description = "The kubeconfig's context.", Recursive = true };
    private static readonly Option<string?> Namespace = new("--namespace", "-n") { Description = "The namespace; the context's by default.", Recursive = true };

    public static RootCommand Create(TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Ask for deployments and access in a segment.") { Kubeconfig, Context, Namespace };
        root.Subcommands.Add(Deploy(output, errors));
        root.Subcommands.Add(Access(output, errors));
        return root;
    }

    private static Command Deploy(TextWriter output, TextWriter errors)
    {
        var segment = new Argument<string>("segment") { Description = "The segment." };
        var artifact = new Option<string>("--artifact") { Description = "registry/repository:tag or registry/repository@sha256:digest", Required = true };
        var operation = new Option<DeploymentOperation>("--operation") { Description = "Deploy, Validate or Rollback.", DefaultValueFactory = _ => DeploymentOperation.Deploy };
        var justification = new Option<string?>("--justification") { Description = "Why the change is needed." };
        var ticket = new Option<string?>("--ticket") { Description = "The change's number in the ticket system." };
        var command = new Command("request", "Ask for a deployment.") { segment, artifact, operation, justification, ticket };
        command.SetAction((result, cancellationToken) => Session.RunAsync(Options(result), errors, async session =>
        {
            var request = new DeploymentRequest
            {
                Metadata = new() { GenerateName = $"{result.GetValue(segment)}-", Namespace = session.Namespace },
                Spec = new()
                {
                    Segment = result.GetValue(segment)!,
                    Requester = await session.WhoAmIAsync(cancellationToken),
                    Artifact = result.GetValue(artifact)!,
                    Operation = result.GetValue(operation),
                    Justification = result.GetValue(justification),
                    Ticket = result.GetValue(ticket),
                },
            };
            var created = await session.Client.CreateAsync(request, new CreateOptions { FieldManager = Session.FieldManager }, cancellationToken);
            await output.WriteLineAsync($"deploymentrequest.{ApiGroup.Name}/{created.Metadata.Name} created");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Access(TextWriter output, TextWriter errors)
    {
        var segment = new Argument<string>("segment") { Description = "The segment." };
        var role = new Option<string>("--role") { Description = "The role, as the segment names it.", Required = true };
        var duration = new Option<string>("--for") { Description = "How long, from the moment it becomes active: 30m, 4h.", Required = true };
        var subject = new Option<string?>("--user") { Description = "Who gets the access; you by default." };
        var justification = new Option<string>("--justification") { Description = "Why the access is needed.", Required = true };
        var ticket = new Option<string?>("--ticket") { Description = "The number in the ticket system." };
        var command = new Command("request-access", "Ask for access for a time.") { segment, role, duration, subject, justification, ticket };
        command.SetAction((result, cancellationToken) => Session.RunAsync(Options(result), errors, async session =>
        {
            var requester = await session.WhoAmIAsync(cancellationToken);
            var grant = new AccessGrant
            {
                Metadata = new() { GenerateName = $"{result.GetValue(segment)}-", Namespace = session.Namespace },
                Spec = new()
                {
                    Segment = result.GetValue(segment)!,
                    Requester = requester,
                    Subject = new() { Kind = SubjectKind.User, Name = result.GetValue(subject) ?? requester.Username },
                    Role = result.GetValue(role)!,
                    Duration = result.GetValue(duration),
                    Justification = result.GetValue(justification)!,
                    Ticket = result.GetValue(ticket),
                },
            };
            var created = await session.Client.CreateAsync(grant, new CreateOptions { FieldManager = Session.FieldManager }, cancellationToken);
            await output.WriteLineAsync($"accessgrant.{ApiGroup.Name}/{created.Metadata.Name} created");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static KubeconfigOptions Options(ParseResult result) =>
        new() { Path = result.GetValue(Kubeconfig), Context = result.GetValue(Context), Namespace = result.GetValue(Namespace) };
}
