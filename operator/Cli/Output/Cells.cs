using System.Globalization;
using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Cli.Output;

/// <summary>How values are shown in tables.</summary>
internal static class Cells
{
    private const string Green = "32";
    private const string Yellow = "33";
    private const string Red = "31";

    public static (string Text, string? Colour) Of(DeploymentPhase? phase) => phase switch
    {
        DeploymentPhase.Succeeded => (phase.Value.ToString(), Green),
        DeploymentPhase.Denied or DeploymentPhase.Failed or DeploymentPhase.Cancelled => (phase.Value.ToString(), Red),
        _ => (phase?.ToString() ?? "Pending", Yellow),
    };

    public static (string Text, string? Colour) Of(GrantPhase? phase) => phase switch
    {
        GrantPhase.Active => (phase.Value.ToString(), Green),
        GrantPhase.Expired or GrantPhase.Revoked => (phase.Value.ToString(), null),
        GrantPhase.Denied or GrantPhase.Failed or GrantPhase.Revoking => (phase.Value.ToString(), Red),
        _ => (phase?.ToString() ?? "Pending", Yellow),
    };

    /// <summary>How long ago, or until when, as kubectl writes ages: 45s, 12m, 3h, 9d.</summary>
    public static string Age(DateTimeOffset? time, DateTimeOffset now) => time is not { } at ? "<unknown>" : Span((now - at).Duration());

    /// <summary>in 12m, or 3m ago.</summary>
    public static string Until(DateTimeOffset? time, DateTimeOffset now) =>
        time is not { } at ? "<none>" : at >= now ? $"in {Span(at - now)}" : $"{Span(now - at)} ago";

    public static string Progress(RunTally? tally) =>
        tally is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{tally.Succeeded + tally.Failed}/{tally.Total}");

    private static string Span(TimeSpan span) => span.TotalSeconds < 120 ? $"{span.TotalSeconds:0}s"
        : span.TotalMinutes < 120 ? $"{span.TotalMinutes:0}m"
        : span.TotalHours < 48 ? $"{span.TotalHours:0}h" : $"{span.TotalDays:0}d";
}
