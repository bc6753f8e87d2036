namespace SegmentOperator.Policy.Risk;

/// <summary>How risky a change is. The same inputs give the same score.</summary>
/// <param name="Score">From 0, harmless, to 100.</param>
/// <param name="Shares">What it is made of, in the order of <see cref="RiskFactors.Names"/>.</param>
public sealed record RiskScore(int Score, IReadOnlyList<RiskShare> Shares)
{
    /// <summary>The score in a word.</summary>
    public RiskLevel Level => Score switch
    {
        >= 75 => RiskLevel.Critical,
        >= 50 => RiskLevel.High,
        >= 25 => RiskLevel.Medium,
        _ => RiskLevel.Low,
    };
}
