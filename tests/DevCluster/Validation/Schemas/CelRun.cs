using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>One evaluation of all rules against one object: what they found and what they may still cost.</summary>
internal sealed class CelRun(ICollection<string> warnings)
{
    private long _left = CelCostBudget.PerObjectLimit;

    public List<FieldError> Errors { get; } = [];

    public ICollection<string> Warnings { get; } = warnings;

    /// <summary>Whether nothing more is evaluated.</summary>
    public bool Exhausted { get; set; }

    /// <summary>Evaluates within what one rule and the whole object may cost; false when the object's budget is used up.</summary>
    public bool TryEvaluate(CelProgram program, ICelActivation activation, out CelValue result)
    {
        var budget = new CelCostBudget(Math.Min(CelCostBudget.PerCallLimit, _left));
        result = program.Evaluate(activation, budget);
        _left -= budget.Used;
        return _left >= 0;
    }
}
