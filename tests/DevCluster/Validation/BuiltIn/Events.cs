using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>Events of the core group, and the stricter ones of events.k8s.io. Errors use the core group's field names.</summary>
internal sealed class Events(bool strict) : Rules
{
    /// <summary>The fields of events.k8s.io that have another name in the core group.</summary>
    private static readonly (string Core, string Own)[] Fields =
    [
        ("involvedObject", "regarding"), ("reason", "reason"), ("message", "note"), ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("count", "deprecatedCount"), ("reason", "reason"), ("type", "type"),
        ("eventTime", "eventTime"), ("action", "action"), ("related", "related"), ("reportingController", "reportingController"),
        ("reportingInstance", "reportingInstance"),
    ];

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var involved = value.Map(strict ? "regarding" : "involvedObject").Str("namespace");
        var ns = value.Namespace();
        const string Other = "does not match event.namespace";
        if (!value.Has("eventTime"))
        {
            if (involved.Length == 0 ? ns is not ("" or "default") : involved != ns)
                errors.Add(Finding.Invalid("involvedObject.namespace", involved, Other));
        }
        else
        {
            if (involved.Length == 0 && ns is not ("default" or "kube-system"))
                errors.Add(Finding.Invalid("involvedObject.namespace", involved, Other));
            Texts(errors, value);
        }
    }

    protected override bool ChecksWholeFirst => true;

    protected override void CheckNew(List<FieldError> errors, JsonObject value)
    {
        if (!strict)
            return;
        if (value["series"] is JsonObject series)
            Series(errors, series);
        if (!value.Has("eventTime"))
            errors.Add(Finding.Required("eventTime"));
        if (value.Str("type") is not ("Normal" or "Warning"))
            errors.Add(Finding.Invalid("type", "", $"has invalid value: {value.Str("type")}"));
        foreach (var (core, own) in Fields.Where(f => f.Own.StartsWith("deprecated", StringComparison.Ordinal)).OrderBy(f => f.Core == "source"))
        {
            if (value[own] is not (null or JsonObject { Count: 0 }))
                errors.Add(Finding.Invalid(core, "", "needs to be unset"));
        }
    }

    protected override void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old)
    {
        if (!strict)
            return;
        if (value["series"] is JsonObject series && !JsonValues.Same(series, old["series"]))
            Series(errors, series);
        foreach (var (core, own) in Fields)
        {
            if (!JsonValues.Same(value[own], old[own]))
                errors.Add(Finding.InvalidLiteral(core, Shown(core, value[own]), "field is immutable"));
        }
    }

    /// <summary>A value as Go writes the struct that it has become.</summary>
    private static string Shown(string field, JsonNode? value)
    {
        string[]? names = field switch
        {
            "involvedObject" or "related" => ["Kind", "Namespace", "Name", "UID", "APIVersion", "ResourceVersion", "FieldPath"],
            "source" => ["Component", "Host"],
            _ => null,
        };
        if (names is null || value is not JsonObject map)
            return GoText.Value(value);
        return GoText.StructJson(new JsonObject(names.Select(n => KeyValuePair.Create(n, (JsonNode?)JsonValue.Create(map.Str(
            n switch { "UID" => "uid", "APIVersion" => "apiVersion", _ => char.ToLowerInvariant(n[0]) + n[1..] }))))));
    }

    private void Texts(List<FieldError> errors, JsonObject value)
    {
        var controller = value.Str(strict ? "reportingController" : "reportingComponent");
        var path = strict ? "reportingController" : "reportingComponent";
        if (controller.Length == 0)
            errors.Add(Finding.Required(path));
        MetadataRules.Invalid(errors, path, controller, Names.Qualified(controller));
        foreach (var field in new[] { "reportingInstance", "action", "reason" })
        {
            if (value.Str(field).Length == 0)
                errors.Add(Finding.Required(field));
            if (value.Str(field).Length > 128)
                errors.Add(Finding.Invalid(field, "", "can have at most 128 characters"));
        }

        if (value.Str(strict ? "note" : "message").Length > 1024)
            errors.Add(Finding.Invalid("message", "", "can have at most 1024 characters"));
    }

    private static void Series(List<FieldError> errors, JsonObject series)
    {
        if (series.Integer("count") is null or < 2)
            errors.Add(Finding.Invalid("series.count", "", "should be at least 2"));
        if (!series.Has("lastObservedTime"))
            errors.Add(Finding.Required("series.lastObservedTime"));
    }
}
