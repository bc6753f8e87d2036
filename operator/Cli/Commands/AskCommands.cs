using System.CommandLine;
using System.Globalization;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>request, request-access and break-glass: each writes the caller's own identity, as the API server authenticated it.</summary>
internal static class AskCommands
{
    public static Command Request(CommandContext context)
    {
        var segment = new Argument<string>("segment") { Description = "The segment." };
        var artifact = new Option<string>("--artifact") { Description = "registry/repository:tag or registry/repository@sha256:digest", Required = true };
        var operation = new Option<DeploymentOperation>("--operation") { Description = "Deploy, Validate or Rollback.", DefaultValueFactory = _ => DeploymentOperation.Deploy };
        var justification = new Option<string?>("--justification") { Description = "Why the change is needed." };
        var ticket = new Option<string?>("--ticket") { Description = "The change's number in the ticket system." };
        var baseline = new Option<string?>("--baseline") { Description = "The digest of what the target carries now, to be compared with: sha256:..." };
        var breakGlass = new Option<bool>("--break-glass") { Description = "An emergency: does not wait for a window while you hold an active break-glass of the segment. Reviewed afterwards." };
        var command = new Command("request", "Ask for a deployment.") { segment, artifact, operation, justification, ticket, baseline, breakGlass };
        context.Set(command, async (session, result, cancellationToken) =>
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
                    Baseline = result.GetValue(baseline),
                    BreakGlass = result.GetValue(breakGlass),
                },
            };
            var created = await session.Client.CreateAsync(request, new CreateOptions { FieldManager = Session.FieldManager }, cancellationToken);
            await context.Output.WriteLineAsync($"deploymentrequest.{ApiGroup.Name}/{created.Metadata.Name} created");
            return 0;
        });
        return command;
    }

    public static Command Access(CommandContext context)
    {
        var duration = new Option<string>("--for") { Description = "How long, from the moment it becomes active: 30m, 4h.", Required = true };
        var start = new Option<DateTimeOffset?>("--from")
        {
            Description = "Not before this time: 2026-05-04T20:00:00Z.",
            CustomParser = result =>
            {
                if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                    return time;
                result.AddError($"'{result.Tokens[0].Value}' is not a time; write one such as 2026-05-04T20:00:00Z.");
                return null;
            },
        };
        var subject = new Option<string?>("--user") { Description = "Who gets the access; you by default." };
        return Grant(context, "request-access", "Ask for access for a time.", breakGlass: false, duration, start, subject);
    }

    public static Command BreakGlass(CommandContext context)
    {
        var duration = new Option<string?>("--for") { Description = "How long, 8h at most; 4h by default, or less where the segment allows no more." };
        return Grant(context, "break-glass", "Take access in an emergency, at once and without approval. Others are told, and it is reviewed afterwards.", breakGlass: true, duration!, null, null);
    }

    private static Command Grant(CommandContext context, string name, string description, bool breakGlass, Option<string> duration, Option<DateTimeOffset?>? start, Option<string?>? subject)
    {
        var segment = new Argument<string>("segment") { Description = "The segment." };
        var role = new Option<string>("--role") { Description = "The role, as the segment names it.", Required = true };
        var justification = new Option<string>("--justification") { Description = "Why the access is needed.", Required = true };
        var ticket = new Option<string?>("--ticket") { Description = "The number in the ticket system." };
        var command = new Command(name, description) { segment, role, duration, justification, ticket };
        if (start is not null)
            command.Options.Add(start);
        if (subject is not null)
            command.Options.Add(subject);
        context.Set(command, async (session, result, cancellationToken) =>
        {
            var requester = await session.WhoAmIAsync(cancellationToken);
            var grant = new AccessGrant
            {
                Metadata = new() { GenerateName = $"{result.GetValue(segment)}-", Namespace = session.Namespace },
                Spec = new()
                {
                    Segment = result.GetValue(segment)!,
                    Requester = requester,
                    Subject = new() { Kind = SubjectKind.User, Name = (subject is null ? null : result.GetValue(subject)) ?? requester.Username },
                    Role = result.GetValue(role)!,
                    Duration = result.GetValue(duration),
                    StartTime = start is null ? null : result.GetValue(start),
                    Justification = result.GetValue(justification)!,
                    Ticket = result.GetValue(ticket),
                    BreakGlass = breakGlass,
                },
            };
            var created = await session.Client.CreateAsync(grant, new CreateOptions { FieldManager = Session.FieldManager }, cancellationToken);
            await context.Output.WriteLineAsync($"accessgrant.{ApiGroup.Name}/{created.Metadata.Name} created");
            return 0;
        });
        return command;
    }
}
