namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>
/// Collects findings. Beyond a bound the mildest go, and one more says that there were more: a package cannot hide what is bad behind
/// many things that are not.
/// </summary>
internal sealed class FindingSink
{
    /// <summary>More findings than a reviewer reads.</summary>
    public const int Max = 10_000;

    private const int LongestMessage = 1024;
    private readonly List<Finding>[] _bySeverity = [.. Enum.GetValues<Severity>().Select(_ => new List<Finding>())];
    private int _kept;

    /// <summary>How many there were, those beyond the bound included.</summary>
    public int Total { get; private set; }

    /// <param name="id">The kind.</param>
    /// <param name="at">Component, file and line.</param>
    /// <param name="detail">What exactly was found.</param>
    /// <param name="severity">Where it differs from the kind's own.</param>
    public void Add(string id, Place at, string detail, Severity? severity = null)
    {
        Total++;
        var kind = FindingCatalog.Kinds[id];
        var own = severity ?? kind.Severity;
        if (_kept >= Max && !MakeRoom(own))
            return;
        _kept++;
        _bySeverity[(int)own].Add(new Finding(id, own, at.Component.ToString(), at.File, at.Line, Cut($"{kind.Title}: {detail}"), kind.Remedy));
    }

    /// <summary>The worst first; then by place, so that the same package gives the same list.</summary>
    public IReadOnlyList<Finding> Ordered() =>
    [
        .. TooMany(),
        .. _bySeverity.Reverse().SelectMany(findings => findings.OrderBy(finding => finding.Id, StringComparer.Ordinal)
            .ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line ?? 0).ThenBy(finding => finding.Message, StringComparer.Ordinal)),
    ];

    private IEnumerable<Finding> TooMany()
    {
        if (Total <= Max)
            return [];
        var kind = FindingCatalog.Kinds["findings-too-many"];
        return [new Finding(kind.Id, kind.Severity, "", "", null, $"{kind.Title}: {Total}, of which the {Max} worst are listed.", kind.Remedy)];
    }

    /// <summary>Drops one that is milder; false where there is none.</summary>
    private bool MakeRoom(Severity severity)
    {
        for (var milder = 0; milder < (int)severity; milder++)
        {
            var findings = _bySeverity[milder];
            if (findings.Count == 0)
                continue;
            findings.RemoveAt(findings.Count - 1);
            _kept--;
            return true;
        }

        return false;
    }

    private static string Cut(string message) => message.Length <= LongestMessage ? message : string.Concat(message.AsSpan(0, LongestMessage - 1), "…");
}

/// <summary>Where something was found.</summary>
internal readonly record struct Place(ComponentKey Component, string File, int? Line = null);
