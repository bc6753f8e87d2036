using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>The options of a write, from its query.</summary>
/// <param name="DryRun">Whether nothing is stored.</param>
/// <param name="FieldValidation">Ignore, Warn or Strict.</param>
/// <param name="FieldManager">The writer, or empty.</param>
/// <param name="Force">Whether an apply takes fields over.</param>
internal sealed record WriteOptions(bool DryRun, string FieldValidation, string FieldManager, bool? Force)
{
    private static readonly string[] Validations = ["", "Ignore", "Strict", "Warn"];

    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions: what errors name.</param>
    public static WriteOptions Of(HttpRequest request, string kind, bool isApply = false)
    {
        var query = request.Query;
        var validation = query["fieldValidation"].FirstOrDefault() ?? "";
        var manager = query["fieldManager"].FirstOrDefault() ?? "";
        var dryRun = query["dryRun"].Select(d => d ?? "").ToList();
        bool? force = query.ContainsKey("force") ? RequestInfo.IsTrue(query["force"]) : null;
        List<FieldError> errors = [];
        if (isApply && manager.Length == 0)
            errors.Add(Finding.Required("fieldManager", "is required for apply patch"));
        if (kind == "PatchOptions" && !isApply && force is not null)
            errors.Add(Finding.Forbidden("force", "may not be specified for non-apply patch"));
        errors.AddRange(Manager(manager));
        if (dryRun.Exists(d => d != "All"))
            errors.Add(Finding.NotSupported("dryRun", new JsonArray([.. dryRun.Select(d => JsonValue.Create(d))]), "All"));
        if (!Validations.Contains(validation))
            errors.Add(Finding.NotSupported("fieldValidation", validation, Validations));
        if (errors.Count > 0)
            throw Invalid(kind, errors);
        return new WriteOptions(dryRun.Count > 0, validation.Length == 0 ? "Warn" : validation, manager, force);
    }

    public JsonObject ToJson(string kind)
    {
        var options = new JsonObject { ["kind"] = kind, ["apiVersion"] = "meta.k8s.io/v1" };
        if (DryRun)
            options["dryRun"] = new JsonArray("All");
        if (FieldManager.Length > 0)
            options["fieldManager"] = FieldManager;
        if (Force is { } force)
            options["force"] = force;
        options["fieldValidation"] = FieldValidation;
        return options;
    }

    public static ApiException Invalid(string kind, IReadOnlyList<FieldError> errors) =>
        ApiErrors.Invalid("meta.k8s.io", kind, "", errors);

    private static IEnumerable<FieldError> Manager(string manager)
    {
        if (manager.Length > 128)
            yield return Finding.TooLong("fieldManager", 128);
        for (var i = 0; i < manager.Length; i++)
        {
            if (!char.IsControl(manager[i]))
                continue;
            yield return Finding.Invalid("fieldManager", manager, $"invalid character U+{(int)manager[i]:X4} (at position {i})");
            yield break;
        }
    }
}
