using SegmentOperator.Policy.Inputs;

namespace SegmentOperator.Policy.Risk;

/// <summary>Adds up the factors.</summary>
public static class RiskCalculator
{
    private const int Full = 1000;

    /// <summary>The score of a change, with each factor's share.</summary>
    public static RiskScore Score(DecisionInputs inputs, RiskSettings settings)
    {
        var shares = new List<RiskShare>();
        foreach (var (name, fallback) in RiskFactors.Defaults)
        {
            var weight = settings.Weights.GetValueOrDefault(name, fallback);
            var (thousandths, message) = RiskFactors.Measure(name, inputs);
            shares.Add(new RiskShare(name, ((weight * thousandths) + (Full / 2)) / Full, weight, message));
        }

        return new RiskScore(Math.Min(100, shares.Sum(share => share.Points)), shares);
    }
}
