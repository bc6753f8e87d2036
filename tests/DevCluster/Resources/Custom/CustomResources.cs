using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources.Custom;

/// <summary>Makes resources of a stored CustomResourceDefinition: one for each served version.</summary>
internal static partial class CustomResources
{
    private static readonly IReadOnlyList<string> Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public static IReadOnlyList<ResourceInfo> Of(JsonObject definition)
    {
        var spec = definition["spec"]!;
        var versions = definition.Objects("spec", "versions").ToList();
        var storage = versions.First(v => v.Flag("storage"));
        return [.. versions.Where(v => v.Flag("served"))
            .OrderBy(v => VersionPriority(v.Text("name")!))
            .Select(v => Version(spec, v, storage.Text("name")!))];
    }

    /// <summary>Versions in order of preference: GA before beta before alpha, the newer first, others at the end.</summary>
    public static (int, int, int, string) VersionPriority(string version)
    {
        var match = VersionShape().Match(version);
        if (!match.Success)
            return (9, 0, 0, version);
        var stage = match.Groups[2].Value switch { "" => 0, "beta" => 1, _ => 2 };
        _ = int.TryParse(match.Groups[3].Value, out var minor);
        return (stage, -int.Parse(match.Groups[1].Value), -minor, "");
    }

    private static ResourceInfo Version(JsonNode spec, JsonObject version, string storage)
    {
        var group = spec.Text("group")!;
        var names = spec["names"]!;
        var kind = names.Text("kind")!;
        var plural = names.Text("plural")!;
        var schema = version.At("schema", "openAPIV3Schema") as JsonObject ?? new JsonObject { ["type"] = "object" };
        var hasStatus = version.At("subresources", "status") is not null;
        var apiVersion = $"{group}/{version.Text("name")}";
        return new ResourceInfo
        {
            Group = group,
            Version = version.Text("name")!,
            Resource = plural,
            Singular = names.Text("singular") ?? kind.ToLowerInvariant(),
            Kind = kind,
            ListKind = names.Text("listKind") ?? kind + "List",
            Namespaced = spec.Text("scope") == "Namespaced",
            Verbs = Verbs,
            ShortNames = [.. names.Texts("shortNames")],
            Categories = [.. names.Texts("categories")],
            Subresources = [.. Subresources(version, kind)],
            Columns = [.. Columns(version)],
            Type = SchemaTypes.OfObject(schema, BuiltInResources.ObjectMeta),
            SelectableFields = version.Objects("selectableFields").ToDictionary(f => f.Text("jsonPath")![1..], Selectable),
            Strategy = new CustomStrategy(kind, apiVersion, ValidationRoom.Compile(schema, hasStatus), hasStatus),
            IsCustom = true,
            RequiresVersion = true,
            Scale = version.At("subresources", "scale") is JsonObject scale
                ? new ScalePaths(scale.Text("specReplicasPath") ?? "", scale.Text("statusReplicasPath") ?? "", scale.Text("labelSelectorPath") ?? "")
                : null,
            StorageKey = $"{group}/{plural}",
            StorageApiVersion = $"{group}/{storage}",
            Deprecation = !version.Flag("deprecated") ? null
                : version.Text("deprecationWarning") ?? $"{apiVersion} {kind} is deprecated",
        };
    }

    private static IEnumerable<SubresourceInfo> Subresources(JsonObject version, string kind)
    {
        if (version.At("subresources", "status") is not null)
            yield return new SubresourceInfo("status", kind, ["get", "patch", "update"]);
        if (version.At("subresources", "scale") is not null)
            yield return new SubresourceInfo("scale", "Scale", ["get", "patch", "update"], "autoscaling", "v1");
    }

    private static IEnumerable<ColumnInfo> Columns(JsonObject version)
    {
        yield return TableColumns.Name;
        var columns = version.Objects("additionalPrinterColumns").ToList();
        if (columns.Count == 0)
            yield return TableColumns.Age with { Type = "date" };
        foreach (var column in columns)
        {
            var path = column.Text("jsonPath") ?? "";
            var read = new JsonPath(path);
            var type = column.Text("type") ?? "string";
            yield return new ColumnInfo(
                column.Text("name") ?? "",
                type,
                column.Text("format") ?? "",
                column.Text("description") ?? $"Custom resource definition column (in JSONPath format): {path}",
                (int)(column.Number("priority") ?? 0),
                (value, now) => Cell(read.First(value), type, now));
        }
    }

    /// <summary>A value of another type than the column's is not shown.</summary>
    private static JsonNode? Cell(JsonNode? value, string type, DateTimeOffset now)
    {
        var kind = value?.GetValueKind();
        return type switch
        {
            "integer" when kind == JsonValueKind.Number => value.Number() ?? (long)double.Parse(value!.ToJsonString(), CultureInfo.InvariantCulture),
            "number" when kind == JsonValueKind.Number => value,
            "boolean" when kind is JsonValueKind.True or JsonValueKind.False => value,
            "string" when kind == JsonValueKind.String => value,
            "string" when kind is not null => GoText.Json(value),
            "date" when kind == JsonValueKind.String => DateTimeOffset.TryParse(value.Text(), CultureInfo.InvariantCulture, out _)
                ? Table.Age(value.Text(), now)
                : "<invalid>",
            _ => null,
        };
    }

    private static Func<JsonObject, string> Selectable(JsonObject field)
    {
        var path = new JsonPath(field.Text("jsonPath") ?? "");
        return value => path.First(value)?.ToString() ?? "";
    }

    [System.Text.RegularExpressions.GeneratedRegex(@"^v(\d+)(?:(alpha|beta)(\d+))?$")]
    private static partial System.Text.RegularExpressions.Regex VersionShape();
}
