using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>ValidatingAdmissionPolicyBindings.</summary>
internal sealed class AdmissionPolicyBindings : Rules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        Common(errors, spec);

        var actions = spec.Texts("validationActions").ToList();
        for (var i = 0; i < actions.Count; i++)
        {
            OneOf(errors, actions[i], "spec.validationActions".Index(i), "Audit", "Deny", "Warn");
            if (actions.IndexOf(actions[i]) < i)
                errors.Add(Finding.Duplicate("spec.validationActions".Index(i), actions[i]));
        }

        if (actions.Contains("Deny") && actions.Contains("Warn"))
        {
            errors.Add(Finding.Invalid("spec.validationActions", spec["validationActions"],
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"));
        }

        if (actions.Count == 0)
            errors.Add(Finding.Required("spec.validationActions", "at least one validation action is required"));
    }

    /// <summary>What bindings of both kinds of policies say.</summary>
    public static void Common(List<FieldError> errors, JsonObject spec)
    {
        var name = spec.Str("policyName");
        if (name.Length == 0)
            errors.Add(Finding.Required("spec.policyName"));
        else
            MetadataRules.Invalid(errors, "spec.policyName", name, Names.Subdomain(name));
        if (spec["paramRef"] is JsonObject reference)
            ParamRef(errors, reference, "spec.paramRef");
        if (spec["matchResources"] is JsonObject resources)
            MatchRules.Validate(errors, resources, "spec.matchResources");
    }

    private static void ParamRef(List<FieldError> errors, JsonObject reference, string path)
    {
        const string Exclusive = "name and selector are mutually exclusive";
        var name = reference.Str("name");
        if (name.Length > 0)
        {
            MetadataRules.Invalid(errors, path.Child("name"), name, Names.PathSegment(name));
            if (reference.Has("selector"))
                errors.Add(Finding.Forbidden(path.Child("name"), Exclusive));
        }

        if (reference.Has("selector"))
        {
            MetadataRules.Selector(errors, reference["selector"], path.Child("selector"));
            if (name.Length > 0)
                errors.Add(Finding.Forbidden(path.Child("selector"), Exclusive));
        }

        if (name.Length == 0 && !reference.Has("selector"))
            errors.Add(Finding.Required(path, "one of name or selector must be specified"));
        if (reference.Str("parameterNotFoundAction").Length == 0)
            errors.Add(Finding.Required(path.Child("parameterNotFoundAction")));
        else
            OneOf(errors, reference.Str("parameterNotFoundAction"), path.Child("parameterNotFoundAction"), "Deny", "Allow");
    }
}
