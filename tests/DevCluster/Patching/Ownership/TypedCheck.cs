using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>Refuses an applied configuration that does not fit the schema, in the words of the API server.</summary>
internal static partial class TypedCheck
{
    [GeneratedRegex("""&value\.valueUnstructured\{Value:"?(.*?)"?\}$""")]
    private static partial Regex Shown { get; }

    public static void Require(JsonObject configuration, ResourceInfo resource)
    {
        if (Problems(configuration, resource) is { } text)
        {
            throw ApiErrors.Of(500, "", $"failed to create typed patch object ({configuration.Namespace()}/{configuration.Name()}; " +
                $"{resource.Group}/{resource.Version}, Kind={resource.Kind}): {text.TrimEnd('\n')}");
        }
    }

    /// <summary>What does not fit the schema, or null.</summary>
    /// <param name="configuration">What is to be applied.</param>
    /// <param name="resource">Its kind.</param>
    /// <param name="asPointer">Whether values are shown as Go shows a pointer to them, which is what policies say.</param>
    public static string? Problems(JsonObject configuration, ResourceInfo resource, bool asPointer = false)
    {
        var errors = new List<string>();
        Check(configuration, resource.Type, "", errors);
        if (asPointer)
            errors = [.. errors.Select(e => Shown.Replace(e, "&{$1}"))];
        return errors.Count switch
        {
            0 => null,
            1 => errors[0],
            _ => "errors:\n" + string.Concat(errors.Select(e => $"  {e}\n")),
        };
    }

    private static void Check(JsonNode? value, FieldType type, string path, List<string> errors)
    {
        if (value is null)
            return;
        switch (type.Kind)
        {
            case FieldKind.Struct or FieldKind.Map:
                if (value is not JsonObject map)
                {
                    errors.Add($"{path}: expected map, got &{{{GoText.Plain(value)}}}");
                    return;
                }
                foreach (var (name, child) in map)
                {
                    if (type.Member(name) is { } member)
                        Check(child, member, $"{path}.{name}", errors);
                    else
                        errors.Add($"{path}.{name}: field not declared in schema");
                }
                return;
            case FieldKind.List:
                if (value is not JsonArray list)
                {
                    errors.Add($"{path}: expected list, got &{{{GoText.Plain(value)}}}");
                    return;
                }
                CheckItems(list, type, path, errors);
                return;
            case FieldKind.Int32 or FieldKind.Int64 or FieldKind.Number:
                if (value.GetValueKind() != JsonValueKind.Number)
                    errors.Add($"{path}: expected numeric (int or float), got {KindOf(value)}");
                return;
            case FieldKind.Bool:
                if (value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
                    errors.Add($"{path}: expected boolean, got {Show(value)}");
                return;
            case FieldKind.Any or FieldKind.IntOrString or FieldKind.Quantity:
                return;
            default:
                if (value.GetValueKind() != JsonValueKind.String)
                    errors.Add($"{path}: expected string, got {Show(value)}");
                return;
        }
    }

    private static void CheckItems(JsonArray list, FieldType type, string path, List<string> errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Count; i++)
        {
            var at = $"{path}[{i}]";
            if (type.Semantics == ListSemantics.Set && list[i] is JsonObject)
            {
                errors.Add($"{path}: element {i}: associative list without keys has an element that's a map type");
                continue;
            }
            if (type.Semantics != ListSemantics.Atomic)
            {
                var edge = TypedValues.Edge(type, list[i]);
                var set = new FieldSet();
                set.Into(edge).IsMember = true;
                at = path + set.Texts().First();
                if (!seen.Add(edge))
                {
                    errors.Add($"{path}: duplicate entries for key {set.Texts().First()}");
                    continue;
                }
            }
            Check(list[i], type.Element!, at, errors);
        }
    }

    private static string KindOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Object => "map",
        JsonValueKind.Array => "list",
        JsonValueKind.Number => "number",
        _ => "boolean",
    };

    private static string Show(JsonNode value) => value is JsonValue
        ? $"&value.valueUnstructured{{Value:{(value.GetValueKind() == JsonValueKind.String ? Json.Write(value) : value.ToString())}}}"
        : KindOf(value);
}
