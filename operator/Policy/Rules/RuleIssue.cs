using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Rules;

/// <summary>Why a rule is not valid.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in code points.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="SourceLine">The line of the expression.</param>
/// <param name="Suggestion">What may have been meant; null where nothing is near.</param>
public sealed record RuleIssue(string Rule, int Line, int Column, string Message, string SourceLine, string? Suggestion)
{
    internal static RuleIssue Of(string rule, CelIssue issue, string? suggestion) =>
        new(rule, issue.Line, issue.Column + 1, issue.Message, issue.SourceLine, suggestion);

    /// <summary>Rule, place and message, the line, a caret below the place, and the suggestion.</summary>
    public override string ToString() =>
        $"{Rule}:{Line}:{Column}: {Message}\n | {SourceLine.Replace('\t', ' ')}\n | {new string('.', Math.Max(0, Column - 1))}^"
        + (Suggestion is null ? "" : $"\nDid you mean {Suggestion}?");
}
