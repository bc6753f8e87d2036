using SegmentOperator.Policy.Cel.Evaluation;
using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel;

/// <summary>A compiled expression. Never changes; may be evaluated from several threads at once.</summary>
public sealed class CelProgram
{
    private readonly Expr _root;
    private readonly Node _node;
    private readonly int _slots;

    internal CelProgram(string source, Expr root, Node node, IReadOnlyList<string> variables, int slots)
    {
        Source = source;
        Variables = variables;
        _root = root;
        _node = node;
        _slots = slots;
    }

    /// <summary>The expression's text.</summary>
    public string Source { get; }

    /// <summary>The type that the checker deduced; <c>dyn</c> where the program was not checked.</summary>
    public CelType ResultType => _root.Type;

    /// <summary>The variables that the expression mentions.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>
    /// Evaluates. Does not throw for anything that an expression or its data can do: a failure is a value of kind
    /// <see cref="CelKind.Error"/>, also when <paramref name="budget"/> is exceeded
    /// (<see cref="CelCostBudget.ExceededMessage"/>). Without a budget, <see cref="CelCostBudget.PerCallLimit"/> holds.
    /// </summary>
    public CelValue Evaluate(ICelActivation activation, CelCostBudget? budget = null)
    {
        try
        {
            return _node.Evaluate(new Frame(activation, budget ?? new CelCostBudget(CelCostBudget.PerCallLimit), _slots));
        }
        catch (BudgetExceededException)
        {
            return CelValue.Error(CelCostBudget.ExceededMessage);
        }
    }

    internal CelValue Evaluate(Frame frame)
    {
        try
        {
            frame.Reset(_slots);
            return _node.Evaluate(frame);
        }
        catch (BudgetExceededException)
        {
            return CelValue.Error(CelCostBudget.ExceededMessage);
        }
    }

    /// <summary>Evaluates with the variables of a dictionary.</summary>
    public CelValue Evaluate(IReadOnlyDictionary<string, CelValue> variables, CelCostBudget? budget = null) =>
        Evaluate(new CelActivation(variables), budget);

    /// <summary>What an evaluation can cost, given the bounds that the variables' types declare, as a kube-apiserver reckons.</summary>
    /// <param name="unbounded">What is taken for the size of what no type bounds; null for no size being too large.</param>
    public CelCostEstimate EstimateCost(ulong? unbounded = null) => CostEstimator.Estimate(_root, unbounded);
}
