namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>Selecting and indexing, on values and through optionals.</summary>
internal static class Access
{
    public static CelValue Select(in CelValue operand, string field)
    {
        switch (operand.Kind)
        {
            case CelKind.Map:
                return operand.AsMap().TryGet(field, out var value) ? value : NoSuchKey(field);
            case CelKind.Optional:
                if (!operand.TryGetOptional(out var content))
                    return CelValue.None;
                if (content.Kind != CelKind.Map)
                    return Select(content, field);
                return content.AsMap().TryGet(field, out var inner) ? CelValue.Some(inner) : CelValue.None;
            case CelKind.Error:
                return operand;
            default:
                return NoSuchKey(field);
        }
    }

    public static CelValue SelectOptional(in CelValue operand, string field)
    {
        if (operand.IsError)
            return operand;
        var target = operand;
        if (operand.Kind == CelKind.Optional && !operand.TryGetOptional(out target))
            return CelValue.None;
        return target.Kind == CelKind.Map && target.AsMap().TryGet(field, out var value) ? CelValue.Some(value) : CelValue.None;
    }

    public static CelValue Has(in CelValue operand, string field)
    {
        if (operand.IsError)
            return operand;
        var target = operand;
        if (operand.Kind == CelKind.Optional && !operand.TryGetOptional(out target))
            return CelValue.False;
        return CelValue.Of(target.Kind == CelKind.Map && target.AsMap().TryGet(field, out _));
    }

    public static CelValue Index(in CelValue operand, in CelValue index)
    {
        switch (operand.Kind)
        {
            case CelKind.Map:
                return operand.AsMap().TryGet(index, out var value) ? value : NoSuchKey(CelText.Plain(index));
            case CelKind.List:
                var list = operand.AsList();
                if (!TryPosition(index, out var at))
                    return CelValue.Error(UnsupportedIndex(index));
                return at >= 0 && at < list.Count ? list[(int)at] : CelValue.Error($"index out of bounds: {at}");
            case CelKind.Optional:
                if (!operand.TryGetOptional(out var content))
                    return CelValue.None;
                return content.Kind is CelKind.Map or CelKind.List ? IndexOptional(content, index) : Index(content, index);
            case CelKind.Error:
                return operand;
            default:
                return CelValue.Error("no such overload");
        }
    }

    public static CelValue IndexOptional(in CelValue operand, in CelValue index)
    {
        if (operand.IsError)
            return operand;
        var target = operand;
        if (operand.Kind == CelKind.Optional && !operand.TryGetOptional(out target))
            return CelValue.None;
        switch (target.Kind)
        {
            case CelKind.Map:
                return target.AsMap().TryGet(index, out var value) ? CelValue.Some(value) : CelValue.None;
            case CelKind.List:
                var list = target.AsList();
                if (!TryPosition(index, out var at))
                    return CelValue.Error(UnsupportedIndex(index));
                return at >= 0 && at < list.Count ? CelValue.Some(list[(int)at]) : CelValue.None;
            default:
                return CelValue.Error("no such overload");
        }
    }

    private static CelValue NoSuchKey(string key) => CelValue.Error($"no such key: {key}");

    private static string UnsupportedIndex(in CelValue index) => CelNumbers.IsNumber(index.Kind)
        ? $"unsupported index value {CelText.Plain(index)} in list"
        : $"unsupported index type '{CelTypes.Of(index).Name}' in list";

    private static bool TryPosition(in CelValue index, out long position)
    {
        position = 0;
        switch (index.Kind)
        {
            case CelKind.Int:
                position = index.AsInt();
                return true;
            case CelKind.Uint:
                position = (long)Math.Min(index.AsUint(), long.MaxValue);
                return true;
            case CelKind.Double when Math.Floor(index.AsDouble()) == index.AsDouble() && Math.Abs(index.AsDouble()) < 1e15:
                position = (long)index.AsDouble();
                return true;
            default:
                return false;
        }
    }
}
