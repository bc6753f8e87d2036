using System.Diagnostics.CodeAnalysis;

namespace SegmentOperator.Policy.Cel;

/// <summary>What compiling an expression came to: a program, or the issues that stand in its way.</summary>
public sealed class CelCompilation
{
    internal CelCompilation(CelProgram program) => (Program, Issues) = (program, []);

    internal CelCompilation(IReadOnlyList<CelIssue> issues) => Issues = issues;

    /// <summary>The program; null when there are issues.</summary>
    public CelProgram? Program { get; }

    /// <summary>Why there is no program, in the order of the text.</summary>
    public IReadOnlyList<CelIssue> Issues { get; }

    /// <summary>Whether there is a program.</summary>
    [MemberNotNullWhen(true, nameof(Program))]
    public bool Succeeded => Program is not null;

    /// <summary>All issues as Kubernetes shows them, one below the other.</summary>
    public string IssueText => string.Join('\n', Issues);
}
