namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary><c>all</c> and <c>exists</c>: like &amp;&amp; and || over the elements, and as forgiving about errors.</summary>
internal sealed class QuantifierNode(bool decisive, Node range, int slot, int slot2, Node predicate) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        if (!Range.TryOver(range.Evaluate(frame), out var items, out var error))
            return error;
        var failure = CelValue.Null;
        while (items.MoveNext())
        {
            frame.Spend(3);
            items.Bind(frame, slot, slot2);
            var value = predicate.Evaluate(frame);
            if (value.Kind == CelKind.Bool)
            {
                if (value.AsBool() == decisive)
                    return value;
            }
            else if (failure.IsNull)
            {
                failure = Logic.ErrorFor(value);
            }
        }

        return failure.IsNull ? CelValue.Of(!decisive) : failure;
    }
}

/// <summary><c>exists_one</c>: looks at every element, and forgives no error.</summary>
internal sealed class ExistsOneNode(Node range, int slot, int slot2, Node predicate) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        if (!Range.TryOver(range.Evaluate(frame), out var items, out var error))
            return error;
        var count = 0;
        while (items.MoveNext())
        {
            frame.Spend(1);
            items.Bind(frame, slot, slot2);
            var value = predicate.Evaluate(frame);
            if (value.Kind != CelKind.Bool)
                return Logic.ErrorFor(value);
            count += value.AsBool() ? 1 : 0;
        }

        return CelValue.Of(count == 1);
    }
}

/// <summary><c>filter</c>, <c>map</c> and <c>transformList</c>.</summary>
internal sealed class CollectNode(Node range, int slot, int slot2, Node? predicate, Node? transform) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        if (!Range.TryOver(range.Evaluate(frame), out var items, out var error))
            return error;
        var result = new List<CelValue>(predicate is null ? items.Count : 4);
        while (items.MoveNext())
        {
            frame.Spend(1);
            items.Bind(frame, slot, slot2);
            if (predicate is not null)
            {
                var keep = predicate.Evaluate(frame);
                if (keep.Kind != CelKind.Bool)
                    return Logic.ErrorFor(keep);
                if (!keep.AsBool())
                    continue;
            }

            frame.Spend(Cost.List + 1);
            var item = transform is null ? frame.Local(slot) : transform.Evaluate(frame);
            if (item.IsError)
                return item;
            result.Add(item);
        }

        return CelValue.Of(CelList.Of([.. result]));
    }
}

/// <summary><c>transformMap</c>, which keeps the keys, and <c>transformMapEntry</c>, whose expression makes whole entries.</summary>
internal sealed class CollectMapNode(Node range, int slot, int slot2, Node? predicate, Node transform, bool wholeEntries) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        if (!Range.TryOver(range.Evaluate(frame), out var items, out var error))
            return error;
        var result = new OrderedDictionary<CelValue, CelValue>();
        while (items.MoveNext())
        {
            frame.Spend(2);
            items.Bind(frame, slot, slot2);
            if (predicate is not null)
            {
                var keep = predicate.Evaluate(frame);
                if (keep.Kind != CelKind.Bool)
                    return Logic.ErrorFor(keep);
                if (!keep.AsBool())
                    continue;
            }

            var value = transform.Evaluate(frame);
            if (value.IsError)
                return value;
            if (wholeEntries && Merge(result, value) is { IsError: true } failure)
                return failure;
            if (!wholeEntries)
                result[items.Key] = value;
        }

        return CelValue.Of(new CelDictionary(result));
    }

    private static CelValue Merge(OrderedDictionary<CelValue, CelValue> result, in CelValue entries)
    {
        if (entries.Kind != CelKind.Map)
            return CelValue.Error("no such overload");
        foreach (var key in entries.AsMap().Keys)
        {
            if (!entries.AsMap().TryGet(key, out var value) || !result.TryAdd(key, value))
                return CelValue.Error($"insert failed: key {CelText.Plain(key)} already exists");
        }

        return default;
    }
}

/// <summary><c>sortBy</c>: sorts by a key that is computed once for each element; equal keys keep their order.</summary>
internal sealed class SortByNode(Node range, int slot, Node key) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        var target = range.Evaluate(frame);
        if (target.IsError)
            return target;
        if (target.Kind != CelKind.List)
            return Calls.NoOverload("sortBy", [target]);
        var list = target.AsList();
        var keys = new CelValue[list.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            frame.Spend(2);
            frame.SetLocal(slot, list[i]);
            keys[i] = key.Evaluate(frame);
            if (keys[i].IsError)
                return keys[i];
        }

        return Libraries.Sorting.Sort(list, keys);
    }
}
