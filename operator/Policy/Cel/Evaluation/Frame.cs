using System.Runtime.CompilerServices;

namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>One evaluation: its variables, resolved at first use, the variables of its macros, and what it may still spend.</summary>
internal sealed class Frame
{
    private readonly ICelActivation _activation;
    private readonly CelCostBudget _budget;
    private CelValue[] _slots = [];

    public Frame(ICelActivation activation, CelCostBudget budget, int slots)
    {
        _activation = activation;
        _budget = budget;
        Reset(slots);
    }

    /// <summary>Makes ready for another evaluation of the same variables: no value holds on to a frame.</summary>
    public void Reset(int slots)
    {
        if (_slots.Length < slots)
            _slots = new CelValue[slots];
        Array.Fill(_slots, CelValue.Unresolved);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Spend(long cost)
    {
        if (!_budget.TrySpend(cost))
            throw new BudgetExceededException();
    }

    public CelValue Variable(int slot, string name)
    {
        ref var value = ref _slots[slot];
        if (value.Kind == CelKind.Parameter)
            value = Find(name) ?? CelValue.Error($"no such attribute(s): {name}");
        return value;
    }

    public CelValue? Find(string name) => _activation.TryFind(name, out var found) ? found : null;

    public CelValue Local(int slot) => _slots[slot];

    public void SetLocal(int slot, in CelValue value) => _slots[slot] = value;
}

/// <summary>Ends an evaluation that spent its budget; caught where the evaluation began.</summary>
internal sealed class BudgetExceededException : Exception;
