namespace SegmentOperator.Policy.Cel.Checking;

/// <summary>What the type parameters of one check stand for so far. Changes can be undone back to a mark.</summary>
internal sealed class Substitution
{
    private readonly Dictionary<string, CelType> _bound = new(StringComparer.Ordinal);
    private readonly Stack<(string Name, CelType? Before)> _trail = new();

    public int Mark => _trail.Count;

    public CelType? Find(CelType type) =>
        type.Kind == CelKind.Parameter && _bound.TryGetValue(type.Name, out var bound) ? bound : null;

    public void Bind(CelType parameter, CelType type)
    {
        _trail.Push((parameter.Name, _bound.GetValueOrDefault(parameter.Name)));
        _bound[parameter.Name] = type;
    }

    public void UndoTo(int mark)
    {
        while (_trail.Count > mark)
        {
            var (name, before) = _trail.Pop();
            if (before is null)
                _bound.Remove(name);
            else
                _bound[name] = before;
        }
    }

    /// <summary>Replaces bound parameters, at any depth; unbound ones become dyn if that is asked for.</summary>
    public CelType Apply(CelType type, bool unboundToDyn)
    {
        if (!type.HasParameters)
            return type;
        if (type.Kind == CelKind.Parameter)
        {
            return Find(type) is { } bound ? Apply(bound, unboundToDyn)
                : unboundToDyn ? CelType.Dyn
                : type;
        }

        return type.WithParameters([.. type.Parameters.Select(p => Apply(p, unboundToDyn))]);
    }
}
