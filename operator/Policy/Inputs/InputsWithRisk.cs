using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Risk;

namespace SegmentOperator.Policy.Inputs;

/// <summary>The inputs, and the risk that was reckoned from them.</summary>
internal sealed class InputsWithRisk(DecisionInputs inputs, RiskScore risk) : ICelActivation
{
    private readonly CelValue _risk = CelValue.Of(CelMap.Of(new Dictionary<string, CelValue>(StringComparer.Ordinal)
    {
        ["score"] = CelValue.Of((long)risk.Score),
        ["level"] = CelValue.Of(risk.Level.ToString()),
    }));

    public bool TryFind(string name, out CelValue value)
    {
        if (name != "risk")
            return inputs.TryFind(name, out value);
        value = _risk;
        return true;
    }
}
