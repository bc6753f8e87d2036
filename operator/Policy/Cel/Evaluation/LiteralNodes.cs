namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>A literal list; elements written with a question mark may be absent.</summary>
internal sealed class ListNode(Node[] elements, bool[] optional) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(Cost.List);
        var items = new CelValue[elements.Length];
        var count = 0;
        for (var i = 0; i < elements.Length; i++)
        {
            var value = elements[i].Evaluate(frame);
            if (value.IsError)
                return value;
            if (optional[i])
            {
                if (value.Kind != CelKind.Optional)
                    return CelValue.Error($"cannot initialize optional list element from non-optional value {CelText.Plain(value)}");
                if (!value.TryGetOptional(out value))
                    continue;
            }

            items[count++] = value;
        }

        return CelValue.Of(CelList.Of(count == items.Length ? items : items[..count]));
    }
}

/// <summary>A literal map.</summary>
internal sealed class MapNode((Node Key, Node Value, bool Optional)[] entries) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(Cost.Map);
        var result = new OrderedDictionary<CelValue, CelValue>(entries.Length);
        foreach (var entry in entries)
        {
            var key = entry.Key.Evaluate(frame);
            if (key.IsError)
                return key;
            var value = entry.Value.Evaluate(frame);
            if (value.IsError)
                return value;
            if (!CelDictionary.IsKey(key.Kind))
                return CelValue.Error($"unsupported key type: {CelTypes.Of(key).Name}");
            if (entry.Optional)
            {
                if (value.Kind != CelKind.Optional)
                    return CelValue.Error($"cannot initialize optional entry '{CelText.Plain(key)}' from non-optional value {CelText.Plain(value)}");
                if (!value.TryGetOptional(out value))
                    continue;
            }

            if (!result.TryAdd(key, value))
                return CelValue.Error($"Failed with repeated key: {CelText.Plain(key)}");
        }

        return CelValue.Of(new CelDictionary(result));
    }
}

/// <summary>A literal object of a declared type, as a map by the fields' property names.</summary>
internal sealed class StructNode(CelType type, (string Property, Node Value, bool Optional)[] fields) : Node
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Spend(Cost.Struct);
        var result = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var value = field.Value.Evaluate(frame);
            if (value.IsError)
                return value;
            if (field.Optional && value.Kind != CelKind.Optional)
                return CelValue.Error($"cannot initialize optional entry '{field.Property}' from non-optional value {CelText.Plain(value)}");
            if (field.Optional && !value.TryGetOptional(out value))
                continue;
            result[field.Property] = value;
        }

        return CelValue.Of(type.IsOpen ? new CelObject(type.Name, result) : CelMap.Of(result));
    }
}
