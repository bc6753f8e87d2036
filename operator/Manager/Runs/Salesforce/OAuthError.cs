using System.Net;
using System.Text.Json;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>Reads an OAuth error response (RFC 6749 section 5.2), which may also be no JSON at all.</summary>
internal static class OAuthError
{
    private const int MaxDescription = 200;

    public static string? Code(byte[] body) => Read(body).Code;

    /// <summary>Status, code and description in one line. The description comes from the org: it is cut and stripped of control characters.</summary>
    public static string Describe(HttpStatusCode status, byte[] body)
    {
        var (code, description) = Read(body);
        if (code is null)
            return $"{(int)status}";
        return description is null ? $"{(int)status} {code}" : $"{(int)status} {code} ({Clean(description)})";
    }

    private static (string? Code, string? Description) Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind != JsonValueKind.Object ? default : (Text(json, "error"), Text(json, "error_description"));
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : null;

    private static string Clean(string text)
    {
        var printable = string.Concat(text.Where(c => !char.IsControl(c)));
        return printable.Length <= MaxDescription ? printable : printable[..MaxDescription];
    }
}
