using System.CommandLine;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>review, approve, deny and revoke. What is decided on is shown first, and an Approval names exactly that.</summary>
internal static class DecideCommands
{
    private const string NameText = "NAME, dreq/NAME, grant/NAME or segment/NAME.";

    public static Command Approve(CommandContext context) => Decide(context, "approve", "Approve what is shown.", ApprovalDecision.Approve);

    public static Command Deny(CommandContext context) => Decide(context, "deny", "Deny what is shown. One Deny ends it.", ApprovalDecision.Deny);

    public static Command Review(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = NameText };
        var role = new Option<string?>("--role") { Description = "The role that you decide for; found out by itself where you hold one of those that are asked." };
        var comment = new Option<string?>("--comment") { Description = "Why." };
        var command = new Command("review", "Show what is to be approved, then ask: approve, deny, or leave it.") { name, role, comment };
        context.Set(command, async (session, result, cancellationToken) =>
        {
            var target = await Target.FindAsync(session, result.GetValue(name)!, cancellationToken);
            await ShowAsync(context, target);
            if (!context.IsTerminal || target.Review is null)
                return 0;
            await context.Output.WriteAsync("\nApprove, deny, or leave it? [a/d/N] ");
            var answer = (await context.Input.ReadLineAsync(cancellationToken))?.Trim().ToLowerInvariant();
            if (answer is not ("a" or "approve" or "d" or "deny"))
                return 0;
            return await CreateAsync(context, session, target, answer[0] == 'a' ? ApprovalDecision.Approve : ApprovalDecision.Deny, result.GetValue(role), result.GetValue(comment), cancellationToken);
        });
        return command;
    }

    public static Command Revoke(CommandContext context)
    {
        var name = new Argument<string>("name") { Description = "The grant." };
        var comment = new Option<string?>("--comment") { Description = "Why." };
        var command = new Command("revoke", "End a grant early: your own, or one of a segment that you own.") { name, comment };
        context.Set(command, async (session, result, cancellationToken) =>
        {
            var text = result.GetValue(name)!;
            var target = await Target.FindAsync(session, text.Contains('/', StringComparison.Ordinal) ? text : $"grant/{text}", cancellationToken);
            if (target.Grant is not { } grant)
                throw new PluginException("only an access grant can be revoked; delete a deployment request instead.");
            if (grant.Status?.Phase is { } phase && phase.IsTerminal())
                throw new PluginException($"the grant {grant.Metadata.Name} has ended already ({phase}).");
            var approval = new Approval
            {
                Metadata = new() { GenerateName = Prefix(grant.Metadata.Name!), Namespace = session.Namespace },
                Spec = new()
                {
                    Target = new() { Kind = ApprovalTargetKind.AccessGrant, Name = grant.Metadata.Name!, Uid = grant.Metadata.Uid! },
                    Purpose = ApprovalPurpose.Revocation,
                    Decision = ApprovalDecision.Approve,
                    Approver = await session.WhoAmIAsync(cancellationToken),
                    Comment = result.GetValue(comment),
                },
            };
            var created = await session.Client.CreateAsync(approval, new CreateOptions { FieldManager = Session.FieldManager }, cancellationToken);
            await context.Output.WriteLineAsync($"approval.{ApiGroup.Name}/{created.Metadata.Name} created (revocation of {grant.Metadata.Name})");
            return await Judgement.TellAsync(context, session, created, cancellationToken);
        });
        return command;
    }

    private static Command Decide(CommandContext context, string verb, string description, ApprovalDecision decision)
    {
        var name = new Argument<string>("name") { Description = NameText };
        var role = new Option<string?>("--role") { Description = "The role that you decide for; found out by itself where you hold one of those that are asked." };
        var comment = new Option<string?>("--comment") { Description = "Why." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask to confirm." };
        var command = new Command(verb, description) { name, role, comment, yes };
        context.Set(command, async (session, result, cancellationToken) =>
        {
            if (!result.GetValue(yes) && !context.IsTerminal)
                throw new PluginException($"nobody is there to confirm it; run {verb} in a terminal, or write --yes.");
            var target = await Target.FindAsync(session, result.GetValue(name)!, cancellationToken);
            await ShowAsync(context, target);
            if (!result.GetValue(yes))
            {
                await context.Output.WriteAsync($"\nDo you want to {verb} this? [y/N] ");
                if ((await context.Input.ReadLineAsync(cancellationToken))?.Trim().ToLowerInvariant() is not ("y" or "yes"))
                    return 1;
            }

            return await CreateAsync(context, session, target, decision, result.GetValue(role), result.GetValue(comment), cancellationToken);
        });
        return command;
    }

    private static async Task ShowAsync(CommandContext context, Target target)
    {
        var output = context.Output;
        await output.WriteLineAsync($"{target.Kind} {target.Name} (uid {target.Object.Metadata.Uid})");
        if (target.Review is not { } review)
        {
            var why = target.Request?.Status?.Message ?? target.Grant?.Status?.Message;
            await output.WriteLineAsync($"  Nothing is shown for approval{(why is null ? " yet." : $": {why}")}");
            return;
        }

        await output.WriteLineAsync($"  {review.Summary}");
        await output.WriteLineAsync($"  Digest:   {review.Digest}");
        if (target.Request?.Status is { } status)
        {
            foreach (var signer in status.Artifact?.Signers ?? [])
                await output.WriteLineAsync($"  Signed:   {signer.Authority}{(signer.Identity is null ? "" : $", {signer.Identity}")}");
            foreach (var factor in status.Risk?.Factors ?? [])
                await output.WriteLineAsync($"  Risk:     {factor.Share,4}  {factor.Name}: {factor.Message}");
        }

        foreach (var role in target.Approvals)
            await output.WriteLineAsync($"  Approval: {role.Role} {role.Granted.Count}/{role.Required}{(role.Granted.Count > 0 ? $" ({string.Join(", ", role.Granted.Select(granted => granted.Approver))})" : "")}");
        if (review.ExpiresAt is { } until)
            await output.WriteLineAsync($"  Until:    {until:u}");
    }

    private static async Task<int> CreateAsync(CommandContext context, Session session, Target target, ApprovalDecision decision, string? role, string? comment, CancellationToken cancellationToken)
    {
        if (target.Review is not { } review)
            throw new PluginException($"{target.Name} shows nothing to decide on; kubectl segment explain {target.Name} tells why.");
        var me = await session.WhoAmIAsync(cancellationToken);
        if (role is null && target.Purpose != ApprovalPurpose.Recertification)
            role = await Roles.PickAsync(session, target, me, cancellationToken);
        var approval = new Approval
        {
            Metadata = new() { GenerateName = Prefix(target.Name), Namespace = session.Namespace },
            Spec = new()
            {
                Target = new() { Kind = target.Kind, Name = target.Name, Uid = target.Object.Metadata.Uid! },
                Purpose = target.Purpose,
                Role = role,
                Decision = decision,
                ReviewDigest = review.Digest,
                Approver = me,
                Comment = comment,
            },
        };
        var created = await session.Client.CreateAsync(approval, new CreateOptions { FieldManager = Session.FieldManager }, cancellationToken);
        await context.Output.WriteLineAsync($"approval.{ApiGroup.Name}/{created.Metadata.Name} created ({decision}{(role is null ? "" : $" as {role}")})");
        return await Judgement.TellAsync(context, session, created, cancellationToken);
    }

    private static string Prefix(string name) => (name.Length > 200 ? name[..200].TrimEnd('-', '.') : name) + "-";
}
