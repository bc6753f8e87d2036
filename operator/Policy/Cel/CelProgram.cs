namespace SegmentOperator.Policy.Cel;

/// <summary>A compiled expression. Never changes; may be evaluated from several threads at once.</summary>
public sealed class CelProgram
{
    internal CelProgram(string source, CelType resultType) => (Source, ResultType) = (source, resultType);

    /// <summary>The expression's text.</summary>
    public string Source { get; }

    /// <summary>The type that the checker deduced; <c>dyn</c> where the program was not checked.</summary>
    public CelType ResultType { get; }

    /// <summary>
    /// Evaluates. Does not throw for anything that an expression or its data can do: a failure is a value of kind
    /// <see cref="CelKind.Error"/>, also when <paramref name="budget"/> is exceeded
    /// (<see cref="CelCostBudget.ExceededMessage"/>). Without a budget, <see cref="CelCostBudget.PerCallLimit"/> holds.
    /// </summary>
    public CelValue Evaluate(ICelActivation activation, CelCostBudget? budget = null) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Evaluates with the variables of a dictionary.</summary>
    public CelValue Evaluate(IReadOnlyDictionary<string, CelValue> variables, CelCostBudget? budget = null) =>
        Evaluate(new CelActivation(variables), budget);

    /// <summary>What an evaluation can cost, given the bounds that the variables' types declare.</summary>
    public CelCostEstimate EstimateCost() => throw new NotSupportedException("The CEL engine is being filled in");
}
