using System.CommandLine;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Cli.Output;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>get, and watch, which is get again at each change.</summary>
internal static class GetCommand
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    public static Command Get(CommandContext context) => Create(context, "get", "Show requests and grants.", GetAsync);

    public static Command Watch(CommandContext context) => Create(context, "watch", "Show requests and grants as they go on, until interrupted.", WatchAsync);

    private static Command Create(CommandContext context, string name, string description, Func<CommandContext, Session, View, CancellationToken, Task<int>> action)
    {
        var names = new Argument<string[]>("name") { Description = "NAME, dreq/NAME or grant/NAME; all by default.", Arity = ArgumentArity.ZeroOrMore };
        var segment = new Option<string?>("--segment") { Description = "Only of this segment." };
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on showing them as they change." };
        var command = new Command(name, description) { names, segment, CommonOptions.AllNamespaces, CommonOptions.Output };
        if (name == "get")
            command.Options.Add(watch);
        command.Validators.Add(result =>
        {
            if (result.GetValue(names) is { Length: > 0 } && result.GetValue(CommonOptions.AllNamespaces))
                result.AddError("a name is looked up in one namespace; write -n instead of -A.");
        });
        context.Set(command, (session, result, cancellationToken) => (result.GetValue(watch) ? WatchAsync : action)(
            context, session, new View(result.GetValue(names) ?? [], result.GetValue(segment), result.GetValue(CommonOptions.AllNamespaces), result.GetValue(CommonOptions.Output)), cancellationToken));
        return command;
    }

    private static async Task<int> GetAsync(CommandContext context, Session session, View view, CancellationToken cancellationToken)
    {
        var (requests, grants) = await ReadAsync(session, view, cancellationToken);
        if (view.Format is "json" or "yaml" or "name")
        {
            JsonObject[] items = [.. requests.Select(Documents.Of), .. grants.Select(Documents.Of)];
            await Documents.WriteAsync(context.Output, view.Format, items, single: view.Names.Count == 1);
            return 0;
        }

        if (requests.Count + grants.Count == 0)
            await context.Errors.WriteLineAsync(view.All ? "No requests or grants found." : $"No requests or grants found in the namespace {session.Namespace}.");
        await WriteAsync(context, view, requests, grants);
        return 0;
    }

    private static async Task<int> WatchAsync(CommandContext context, Session session, View view, CancellationToken cancellationToken)
    {
        var seen = "";
        while (!cancellationToken.IsCancellationRequested)
        {
            var (requests, grants) = await ReadAsync(session, view, cancellationToken);
            using var text = new StringWriter();
            await WriteAsync(context with { Output = text }, view, requests, grants);
            if (text.ToString() != seen)
            {
                seen = text.ToString();
                // Home, and clear what was below: no flicker, and a pipe gets no control characters.
                await context.Output.WriteAsync(context.IsTerminal ? $"\u001b[H\u001b[J{seen}" : seen + "\n");
                await context.Output.FlushAsync(cancellationToken);
            }

            await ChangeAsync(session, view, cancellationToken);
        }

        return 0;
    }

    /// <summary>Returns soon after something changed, and after a second at the latest: remaining times go on by themselves.</summary>
    private static async Task ChangeAsync(Session session, View view, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ns = view.All ? null : session.Namespace;
        var first = await Task.WhenAny(
            FirstAsync<DeploymentRequest>(session, ns, soon.Token),
            FirstAsync<AccessGrant>(session, ns, soon.Token),
            Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, soon.Token));
        await soon.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        await first.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await Task.Delay(Settle, TimeProvider.System, cancellationToken);
    }

    private static async Task FirstAsync<T>(Session session, string? ns, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<T>
    {
        var version = (await session.Client.ListAsync<T>(new ListOptions { Namespace = ns, Limit = 1 }, cancellationToken)).Metadata?.ResourceVersion;
        await foreach (var change in session.Client.WatchAsync<T>(new WatchOptions { Namespace = ns, ResourceVersion = version }, cancellationToken))
        {
            if (change.Type != WatchEventType.Bookmark)
                return;
        }
    }

    private static async Task<(IReadOnlyList<DeploymentRequest> Requests, IReadOnlyList<AccessGrant> Grants)> ReadAsync(Session session, View view, CancellationToken cancellationToken)
    {
        if (view.Names.Count > 0)
        {
            var targets = new List<Target>();
            foreach (var name in view.Names)
                targets.Add(await Target.FindAsync(session, name, cancellationToken));
            return ([.. targets.Select(target => target.Request).OfType<DeploymentRequest>()], [.. targets.Select(target => target.Grant).OfType<AccessGrant>()]);
        }

        var options = new ListOptions { Namespace = view.All ? null : session.Namespace, FieldSelector = view.Segment is null ? null : $"spec.segment={view.Segment}" };
        var requests = await session.Client.ListAsync<DeploymentRequest>(options, cancellationToken);
        var grants = await session.Client.ListAsync<AccessGrant>(options, cancellationToken);
        return ([.. requests.Items.OrderBy(request => request.Metadata.CreationTimestamp)], [.. grants.Items.OrderBy(grant => grant.Metadata.CreationTimestamp)]);
    }

    private static async Task WriteAsync(CommandContext context, View view, IReadOnlyList<DeploymentRequest> requests, IReadOnlyList<AccessGrant> grants)
    {
        var now = CommandContext.Now;
        if (requests.Count > 0)
        {
            var table = new Table([.. view.Heads("name", "segment", "phase", "reason", "digest", "progress", "requester", "age"), .. view.Wide("message")]);
            foreach (var item in requests)
            {
                table.Add([.. view.Cells(item.Metadata.Namespace, $"dreq/{item.Metadata.Name}", item.Spec.Segment, Cells.Of(item.Status?.Phase), item.Status?.Reason, item.Status?.Artifact?.ShortDigest,
                    Cells.Progress(item.Status?.Run?.Components), item.Spec.Requester.Username, Cells.Age(item.Metadata.CreationTimestamp, now)), .. view.Wide(item.Status?.Message)]);
            }

            await table.WriteAsync(context.Output, context.Colours);
        }

        if (requests.Count > 0 && grants.Count > 0)
            await context.Output.WriteLineAsync();
        if (grants.Count == 0)
            return;
        var access = new Table([.. view.Heads("name", "segment", "subject", "role", "phase", "reason", "ends", "age"), .. view.Wide("message")]);
        foreach (var item in grants)
        {
            access.Add([.. view.Cells(item.Metadata.Namespace, $"grant/{item.Metadata.Name}", item.Spec.Segment, item.Spec.Subject.Name, item.Spec.Role, Cells.Of(item.Status?.Phase), item.Status?.Reason,
                Cells.Until(item.Status?.RevokedAt ?? item.Status?.ExpiresAt, now), Cells.Age(item.Metadata.CreationTimestamp, now)), .. view.Wide(item.Status?.Message)]);
        }

        await access.WriteAsync(context.Output, context.Colours);
    }

    private sealed record View(IReadOnlyList<string> Names, string? Segment, bool All, string? Format)
    {
        public IEnumerable<string> Heads(params string[] heads) => All ? heads.Prepend("namespace") : heads;

        public IEnumerable<object?> Cells(string? ns, params object?[] cells) => All ? cells.Prepend(ns) : cells;

        public IEnumerable<T> Wide<T>(T cell) => Format == "wide" ? [cell] : [];
    }
}
