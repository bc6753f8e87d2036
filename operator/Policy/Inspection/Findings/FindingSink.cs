namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Collects findings. Beyond a bound only one more is kept, which says that there are more.</summary>
internal sealed class FindingSink
{
    /// <summary>More findings than a reviewer reads; the package is denied by what is among them.</summary>
    public const int Max = 20_000;

    private readonly List<Finding> _findings = [];

    /// <summary>How many there were, those beyond the bound included.</summary>
    public int Total { get; private set; }

    /// <param name="id">The kind.</param>
    /// <param name="at">Component, file and line.</param>
    /// <param name="detail">What exactly was found.</param>
    /// <param name="severity">Where it differs from the kind's own.</param>
    public void Add(string id, Place at, string detail, Severity? severity = null)
    {
        Total++;
        if (_findings.Count >= Max)
            return;
        var kind = FindingCatalog.Kinds[id];
        _findings.Add(new Finding(id, severity ?? kind.Severity, at.Component.ToString(), at.File, at.Line, $"{kind.Title}: {detail}", kind.Remedy));
    }

    /// <summary>The worst first; then by place, so that the same package gives the same list.</summary>
    public IReadOnlyList<Finding> Ordered() =>
    [
        .. _findings.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Id, StringComparer.Ordinal)
            .ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line ?? 0).ThenBy(finding => finding.Message, StringComparer.Ordinal),
    ];
}

/// <summary>Where something was found.</summary>
internal readonly record struct Place(ComponentKey Component, string File, int? Line = null);
