using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>Fills in the defaults that the <c>.types</c> files name, wherever the struct that has them is present.</summary>
internal static class TypedDefaults
{
    public static void Apply(JsonNode? value, FieldType type)
    {
        switch (value)
        {
            case JsonObject fields when type.Kind == FieldKind.Struct:
                foreach (var field in type.Fields.Values)
                {
                    // An empty default only says that the field is no pointer: such a field stays away when it is empty.
                    if (field.Default is { } standard && !fields.ContainsKey(field.Name) && standard.ToJsonString() != "\"\"")
                        fields[field.Name] = standard.DeepClone();
                    else if (field.Default is not null && field.Presence != Presence.OmitEmpty && fields.TryGetPropertyValue(field.Name, out var held) && held is null)
                        fields[field.Name] = field.Default.DeepClone();
                }
                foreach (var (name, child) in fields)
                {
                    if (type.Fields.TryGetValue(name, out var known))
                        Apply(child, known.Type);
                }
                break;
            case JsonObject map when type.Kind == FieldKind.Map:
                foreach (var (_, child) in map)
                    Apply(child, type.Element!);
                break;
            case JsonArray list when type.Kind == FieldKind.List:
                foreach (var item in list)
                    Apply(item, type.Element!);
                break;
        }
    }
}
