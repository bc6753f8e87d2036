using System.CommandLine;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Cli.Output;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>explain, access and verify.</summary>
internal static class TellCommands
{
    public static Command Explain(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = "NAME, dreq/NAME or grant/NAME." };
        var command = new Command("explain", "Why something waits or was refused, who can move it, and the smallest change that would.") { name };
        context.Set(command, async (session, result, cancellationToken) =>
        {
            var target = await Target.FindAsync(session, result.GetValue(name)!, cancellationToken);
            var (phase, reason, message) = target switch
            {
                { Request: { } request } => (request.Status?.Phase?.ToString(), request.Status?.Reason, request.Status?.Message),
                { Grant: { } grant } => (grant.Status?.Phase?.ToString(), grant.Status?.Reason, grant.Status?.Message),
                _ => Ready(target.Segment!),
            };
            await context.Output.WriteLineAsync($"{target.Kind} {target.Name} is {phase ?? "new"} ({reason ?? "not looked at yet"}).");
            await context.Output.WriteLineAsync($"  Why:    {message ?? "The operator has not looked at it yet. Is it running?"}");
            var segment = await SegmentAsync(session, target, cancellationToken);
            foreach (var line in Advice.Of(target, reason, segment))
                await context.Output.WriteLineAsync($"  {line}");
            return 0;
        });
        return command;
    }

    public static Command Access(CommandContext context)
    {
        var segment = new Option<string?>("--segment") { Description = "Only of this segment." };
        var command = new Command("access", "Who has what until when.") { segment, CommonOptions.AllNamespaces, CommonOptions.Output };
        context.Set(command, async (session, result, cancellationToken) =>
        {
            var (only, all, format) = (result.GetValue(segment), result.GetValue(CommonOptions.AllNamespaces), result.GetValue(CommonOptions.Output));
            var listed = await session.Client.ListAsync<AccessGrant>(new ListOptions { Namespace = all ? null : session.Namespace, FieldSelector = only is null ? null : $"spec.segment={only}" }, cancellationToken);
            var active = listed.Items.Where(grant => grant.Status is { Phase: GrantPhase.Active or GrantPhase.Revoking }).OrderBy(grant => grant.Status!.ExpiresAt).ToList();
            if (format is "json" or "yaml" or "name")
            {
                JsonObject[] items = [.. active.Select(Documents.Of)];
                await Documents.WriteAsync(context.Output, format, items, single: false);
                return 0;
            }

            var now = CommandContext.Now;
            var table = new Table("subject", "segment", "role", "until", "ends", "phase", "break-glass", "grant");
            foreach (var grant in active)
                table.Add(grant.Spec.Subject.Name, grant.Spec.Segment, grant.Spec.Role, $"{grant.Status!.ExpiresAt:u}", Cells.Until(grant.Status.ExpiresAt, now), Cells.Of(grant.Status.Phase), grant.Spec.BreakGlass ? "yes" : "no", $"{grant.Metadata.Namespace}/{grant.Metadata.Name}");
            if (active.Count == 0)
                await context.Errors.WriteLineAsync(all ? "Nobody holds access through a grant." : $"Nobody holds access through a grant in the namespace {session.Namespace}.");
            else
                await table.WriteAsync(context.Output, context.Colours);
            await UnexplainedAsync(context, session, only, cancellationToken);
            return 0;
        });
        return command;
    }

    public static Command Verify(CommandContext context)
    {
        var command = new Command("verify", "Ask the API server whether it refuses a forged name here. Nothing is created.");
        context.Set(command, async (session, _, cancellationToken) =>
        {
            var me = await session.WhoAmIAsync(cancellationToken);
            var forged = new DeploymentRequest
            {
                Metadata = new() { Name = "kubectl-segment-verify", Namespace = session.Namespace },
                Spec = new() { Segment = "verify", Artifact = "registry.invalid/verify:1", Requester = new() { Username = me.Username + "-forged" } },
            };
            try
            {
                await session.Client.CreateAsync(forged, new CreateOptions { FieldManager = Session.FieldManager, DryRun = true }, cancellationToken);
            }
            catch (KubernetesException e) when (e.Message.Contains("segment-operator-identity", StringComparison.Ordinal))
            {
                await context.Output.WriteLineAsync($"ok: a request in another's name is refused in the namespace {session.Namespace} (segment-operator-identity)");
                return 0;
            }

            await context.Errors.WriteLineAsync($"error: the API server would take a request in another's name: the policy segment-operator-identity is not in force. Apply charts/manifests/admission-policies.yaml.");
            return 1;
        });
        return command;
    }

    private static (string?, string?, string?) Ready(Segment segment)
    {
        var ready = segment.Status?.Conditions.FirstOrDefault(condition => condition.Type == "Ready");
        return (ready?.Status == "True" ? "Ready" : "not Ready", ready?.Reason, ready?.Message);
    }

    private static async Task<Segment?> SegmentAsync(Session session, Target target, CancellationToken cancellationToken)
    {
        try
        {
            return await session.Client.FindAsync<Segment>(target.SegmentName!, null, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            return null;
        }
    }

    private static async Task UnexplainedAsync(CommandContext context, Session session, string? only, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var segment in (await session.Client.ListAsync<Segment>(new ListOptions(), cancellationToken)).Items.Where(segment => only is null || segment.Metadata.Name == only))
            {
                if (segment.Status?.Conditions.FirstOrDefault(condition => condition is { Type: "AccessExplained", Status: "False" }) is { } unexplained)
                    await context.Output.WriteLineAsync($"\n{segment.Metadata.Name}: {unexplained.Message}");
            }
        }
        catch (KubernetesException e) when (e.IsForbidden)
        {
            await context.Errors.WriteLineAsync("You may not read segments: access that no grant explains is not shown.");
        }
    }
}
