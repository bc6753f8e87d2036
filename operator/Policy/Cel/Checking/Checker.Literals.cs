using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Checking;

internal sealed partial class Checker
{
    private CelType List(ListExpr list)
    {
        CelType? element = null;
        for (var i = 0; i < list.Elements.Length; i++)
        {
            var type = Visit(list.Elements[i]);
            element = Join(list.Elements[i], element, list.IsOptional(i) ? Unwrapped(list.Elements[i], type) : type);
        }

        return CelType.List(element ?? Fresh());
    }

    private CelType Map(MapExpr map)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (var entry in map.Entries)
        {
            key = Join(entry.Key, key, Visit(entry.Key));
            var type = Visit(entry.Value);
            value = Join(entry.Value, value, entry.Optional ? Unwrapped(entry.Value, type) : type);
        }

        return CelType.Map(key ?? Fresh(), value ?? Fresh());
    }

    private CelType Struct(StructExpr node)
    {
        if (_environment.FindObjectType(node.TypeName.TrimStart('.')) is not { } type)
        {
            Report(node, $"undeclared reference to '{node.TypeName}' (in container '')");
            return CelType.Error;
        }

        foreach (var field in node.Fields)
        {
            var value = Visit(field.Value);
            if (field.Optional)
                value = Unwrapped(field.Value, value);
            if (type.IsOpen)
                continue;
            if (!type.Fields.TryGetValue(field.Name, out var declared))
                Report(field.Position, $"undefined field '{field.Name}'");
            else if (!_types.IsAssignable(declared.Type, value))
                Report(field.Position, $"expected type of field '{field.Name}' is '{Shown(declared.Type)}' but provided type is '{Shown(value)}'");
        }

        return type;
    }

    /// <summary>The content of an element that is written with a question mark.</summary>
    private CelType Unwrapped(Expr node, CelType type)
    {
        type = Resolved(type);
        if (type.Kind == CelKind.Optional)
            return type.Parameters[0];
        if (type.Kind != CelKind.Dyn)
            Report(node, $"expected type 'optional_type({Shown(type)})' but found '{Shown(type)}'");
        return type;
    }

    private CelType Join(Expr node, CelType? previous, CelType current)
    {
        if (previous is null)
            return current;
        if (_types.IsAssignable(previous, current))
            return Assignability.MostGeneral(previous, current);
        if (!_environment.HomogeneousLiterals || _formats > 0)
            return CelType.Dyn;
        Report(node, $"expected type '{Shown(previous)}' but found '{Shown(current)}'");
        return CelType.Error;
    }
}
