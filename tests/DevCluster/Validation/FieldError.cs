namespace SegmentOperator.DevCluster.Validation;

/// <summary>One finding about one field, as in a Status's <c>details.causes</c>.</summary>
/// <param name="Reason">FieldValueInvalid, FieldValueRequired, FieldValueDuplicate, FieldValueForbidden, …</param>
/// <param name="Field">The path, for example <c>spec.containers[0].image</c>.</param>
/// <param name="Message">The text without the path, for example <c>Required value</c>.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, With("Required value", detail));

    /// <param name="value">The offending value as it is to be printed: strings already quoted, objects as JSON.</param>
    public static FieldError Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", field, With($"Invalid value: {value}", detail));

    public static FieldError Forbidden(string field, string detail) =>
        new("FieldValueForbidden", field, With("Forbidden", detail));

    public static FieldError Duplicate(string field, string value) =>
        new("FieldValueDuplicate", field, $"Duplicate value: {value}");

    public static FieldError NotSupported(string field, string value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field,
            $"Unsupported value: {value}: supported values: {string.Join(", ", supported.Select(v => $"\"{v}\""))}");

    public static FieldError NotFound(string field, string value) =>
        new("FieldValueNotFound", field, $"Not found: {value}");

    public static FieldError TooLong(string field, string detail) =>
        new("FieldValueTooLong", field, With("Too long", detail));

    public static FieldError TooMany(string field, string value, string detail) =>
        new("FieldValueTooMany", field, With($"Too many: {value}", detail));

    public static FieldError TypeInvalid(string field, string value, string detail) =>
        new("FieldValueTypeInvalid", field, With($"Invalid value: {value}", detail));

    public override string ToString() => $"{Field}: {Message}";

    private static string With(string head, string detail) => detail.Length == 0 ? head : $"{head}: {detail}";
}
