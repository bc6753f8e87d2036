namespace SegmentOperator.Policy.Cel.Evaluation;

/// <summary>What a macro walks over: a list's indices and elements, or a map's keys and values.</summary>
internal struct Range
{
    private readonly CelList? _list;
    private readonly CelMap? _map;
    private readonly IEnumerator<CelValue>? _keys;
    private int _at = -1;
    private CelValue _key;

    private Range(CelList list) => _list = list;

    private Range(CelMap map)
    {
        _map = map;
        _keys = map.Keys.GetEnumerator();
    }

    public readonly bool IsList => _list is not null;

    public readonly int Count => _list?.Count ?? _map!.Count;

    /// <summary>The key of a map's entry, the index of a list's element.</summary>
    public readonly CelValue Key => _list is not null ? CelValue.Of((long)_at) : _key;

    /// <summary>The list's element, or the map's value.</summary>
    public readonly CelValue Value => _list is not null ? _list[_at]
        : _map!.TryGet(_key, out var value) ? value
        : CelValue.Error($"no such key: {CelText.Plain(_key)}");

    /// <summary>False where the value is neither list nor map; then <paramref name="error"/> is what to return.</summary>
    public static bool TryOver(in CelValue value, out Range range, out CelValue error)
    {
        error = default;
        range = default;
        switch (value.Kind)
        {
            case CelKind.List:
                range = new Range(value.AsList());
                return true;
            case CelKind.Map:
                range = new Range(value.AsMap());
                return true;
            default:
                error = value.IsError ? value : CelValue.Error($"unsupported comprehension range type: {CelTypes.Of(value).Name}");
                return false;
        }
    }

    public bool MoveNext()
    {
        if (_list is not null)
            return ++_at < _list.Count;
        if (!_keys!.MoveNext())
            return false;
        _key = _keys.Current;
        return true;
    }

    /// <summary>Sets a macro's variables: one takes a list's element or a map's key, two take both.</summary>
    public readonly void Bind(Frame frame, int slot, int slot2)
    {
        if (slot2 < 0)
        {
            frame.SetLocal(slot, IsList ? Value : Key);
            return;
        }

        frame.SetLocal(slot, Key);
        frame.SetLocal(slot2, Value);
    }
}
