using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>Makes <see cref="FieldError"/>s of JSON values, printed as a kube-apiserver prints them. The empty path is the object itself.</summary>
internal static class Finding
{
    /// <summary>The value is malformed.</summary>
    public static FieldError Invalid(string path, JsonNode? value, string detail) =>
        Of("FieldValueInvalid", "Invalid value", path, GoText.Value(value), detail);

    /// <summary>The value is malformed, and too large to be shown.</summary>
    public static FieldError InvalidWithoutValue(string path, string detail) =>
        Of("FieldValueInvalid", "Invalid value", path, null, detail);

    /// <summary>The value is malformed, and printed as given: what stands for a Go struct.</summary>
    public static FieldError InvalidLiteral(string path, string value, string detail) =>
        Of("FieldValueInvalid", "Invalid value", path, value, detail);

    /// <summary>The value has another JSON type than the schema says.</summary>
    public static FieldError TypeInvalid(string path, JsonNode? value, string detail) =>
        Of("FieldValueTypeInvalid", "Invalid value", path, GoText.Value(value), detail);

    /// <summary>The value is missing.</summary>
    public static FieldError Required(string path, string detail = "") => Of("FieldValueRequired", "Required value", path, null, detail);

    /// <summary>The value would be fine elsewhere, but not here.</summary>
    public static FieldError Forbidden(string path, string detail) => Of("FieldValueForbidden", "Forbidden", path, null, detail);

    /// <summary>The value occurs twice where it may occur once.</summary>
    public static FieldError Duplicate(string path, JsonNode? value) =>
        Of("FieldValueDuplicate", "Duplicate value", path, GoText.Value(value), "");

    /// <summary>As <see cref="Duplicate"/>, of a value that is too large to be shown.</summary>
    public static FieldError DuplicateWithoutValue(string path) => Of("FieldValueDuplicate", "Duplicate value", path, null, "");

    /// <summary>Something that is referred to does not exist.</summary>
    public static FieldError NotFound(string path, JsonNode? value) => Of("FieldValueNotFound", "Not found", path, GoText.Value(value), "");

    /// <summary>The value is none of an enumeration's.</summary>
    public static FieldError NotSupported(string path, JsonNode? value, params IEnumerable<string> supported)
    {
        var quoted = string.Join(", ", supported.Select(GoText.Quote));
        return Of("FieldValueNotSupported", "Unsupported value", path, GoText.Value(value), quoted.Length == 0 ? "" : "supported values: " + quoted);
    }

    /// <summary>The text is longer than allowed.</summary>
    public static FieldError TooLong(string path, long max) =>
        Of("FieldValueTooLong", "Too long", path, null, $"may not be more than {max} byte{(max == 1 ? "" : "s")}");

    /// <summary>The list or map has more entries than allowed.</summary>
    public static FieldError TooMany(string path, long actual, long max) =>
        Of("FieldValueTooMany", "Too many", path, $"{actual}", $"must have at most {max} item{(max == 1 ? "" : "s")}");

    private static FieldError Of(string reason, string text, string path, string? value, string detail) => new(
        reason,
        path.Length == 0 ? "<nil>" : path,
        text + (value is null ? "" : ": " + value) + (detail.Length == 0 ? "" : ": " + detail));
}
