using System.Globalization;
using SegmentOperator.DevCluster.Faults;

namespace SegmentOperator.Stage;

/// <summary>
/// A storm of faults around the operator: about one of its calls in eight goes wrong, and one of its watches in two. Bounded, because
/// each fault is for a share of the calls; reproducible, because which calls are struck follows from the seed alone.
/// </summary>
public static class Storm
{
    private const string Operator = "system:serviceaccount:segment-system:segment-operator";

    /// <summary>The seed that <c>make chaos SEED=n</c> asks for; null in calm weather.</summary>
    /// <exception cref="InvalidOperationException">CHAOS_SEED is no whole number.</exception>
    public static int? Seed => Environment.GetEnvironmentVariable("CHAOS_SEED") is not { Length: > 0 } text
        ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new InvalidOperationException($"CHAOS_SEED is '{text}'; write a whole number.");

    /// <summary>Lets it loose, until the rules are cleared. The operator's own user is struck, nobody else.</summary>
    public static void Begin(FaultRules faults, int seed)
    {
        ArgumentNullException.ThrowIfNull(faults);
        (Fault Fault, double Share, string? Verb)[] rules =
        [
            (new(FaultKind.Reset, AfterEvents: 4), 0.1, "watch"),
            (new(FaultKind.Drop, AfterEvents: 7), 0.1, "watch"),
            (new(FaultKind.Truncate, AfterEvents: 5), 0.1, "watch"),
            (new(FaultKind.Gone, AfterEvents: 3), 0.1, "watch"),
            (new(FaultKind.BookmarksOnly, TimeSpan.FromSeconds(2)), 0.1, "watch"),
            (new(FaultKind.TooManyRequests, TimeSpan.FromSeconds(1)), 0.05, "watch"),
            (new(FaultKind.Gone), 0.1, "list"),
            (new(FaultKind.StaleRead), 0.05, "list"),
            (new(FaultKind.StaleRead), 0.03, "get"),
            (new(FaultKind.Conflict), 0.04, "patch"),
            (new(FaultKind.Conflict), 0.04, "update"),
            (new(FaultKind.LostAnswer), 0.03, null),
            (new(FaultKind.Drop), 0.02, null),
            (new(FaultKind.Truncate), 0.02, null),
            (new(FaultKind.InternalError), 0.02, null),
            (new(FaultKind.Unavailable, TimeSpan.FromSeconds(1)), 0.01, null),
            (new(FaultKind.TooManyRequests, TimeSpan.FromSeconds(1)), 0.02, null),
            (new(FaultKind.Delay, TimeSpan.FromMilliseconds(400)), 0.05, null),
        ];
        foreach (var (fault, share, verb) in rules)
            faults.Share(fault, share, seed, verb, user: Operator);
    }

    /// <summary>Lets one of fifty watches fall silent for good with its connection, as behind a firewall that forgot it.</summary>
    public static void Silence(FaultRules faults, int seed)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Share(new(FaultKind.HalfOpen, AfterEvents: 6), 0.02, seed, "watch", user: Operator);
    }
}
