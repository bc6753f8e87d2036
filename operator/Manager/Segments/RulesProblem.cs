using SegmentOperator.Manager.Decisions;
using SegmentOperator.Manager.Inspections;

namespace SegmentOperator.Manager.Segments;

/// <summary>Says why a segment's rules or windows are not valid, with line, column, caret and suggestion.</summary>
internal static class RulesProblem
{
    private const int LongestMessage = 4096;

    public static SegmentProblem? Of(SegmentRulebook book) => book.Problems.Count == 0 ? null : new SegmentProblem(
        "RulesInvalid",
        InspectionView.Cut(string.Join('\n', book.Problems), LongestMessage));
}
