using SegmentOperator.Policy.Cel.Evaluation;

namespace SegmentOperator.Policy.Cel;

/// <summary>
/// Evaluates many programs over the same variables, each with a budget of its own, without making anything anew for each. Not for use from
/// several threads at once.
/// </summary>
internal sealed class CelSession
{
    private readonly CelCostBudget _budget;
    private readonly Frame _frame;

    /// <param name="activation">The variables.</param>
    /// <param name="limit">What each evaluation may cost.</param>
    public CelSession(ICelActivation activation, long limit)
    {
        _budget = new CelCostBudget(limit);
        _frame = new Frame(activation, _budget, 0);
    }

    /// <summary>As <see cref="CelProgram.Evaluate(ICelActivation, CelCostBudget)"/> does.</summary>
    public CelValue Evaluate(CelProgram program)
    {
        _budget.Restart();
        return program.Evaluate(_frame);
    }
}
