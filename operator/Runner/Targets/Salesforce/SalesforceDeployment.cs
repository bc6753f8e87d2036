using System.Text.Json;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>A deployResult of the Metadata API, as far as the runner looks at it.</summary>
internal sealed record SalesforceDeployment(string Id, string Status, bool Done)
{
    public string? ErrorMessage { get; init; }

    public RunCounts Components { get; init; } = new(0, 0, 0);

    public RunCounts Tests { get; init; } = new(0, 0, 0);

    public IReadOnlyList<RunFailure> ComponentFailures { get; init; } = [];

    public IReadOnlyList<RunFailure> TestFailures { get; init; } = [];

    /// <summary>Reads the answer to a POST, GET or PATCH of a deployRequest; null when it is none.</summary>
    public static SalesforceDeployment? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("deployResult", out var result)
                || result.ValueKind != JsonValueKind.Object || Str(result, "status") is not { Length: > 0 } status
                || (Str(root, "id") ?? Str(result, "id")) is not { Length: > 0 } id)
            {
                return null;
            }

            return new SalesforceDeployment(id, status, Bool(result, "done"))
            {
                ErrorMessage = Str(result, "errorMessage"),
                Components = new RunCounts(Int(result, "numberComponentsTotal"), Int(result, "numberComponentsDeployed"), Int(result, "numberComponentErrors")),
                Tests = new RunCounts(Int(result, "numberTestsTotal"), Int(result, "numberTestsCompleted"), Int(result, "numberTestErrors")),
                ComponentFailures = [.. Array(result, "details", "componentFailures").Select(ComponentFailure)],
                TestFailures =
                [
                    .. Array(result, "details", "runTestResult", "failures").Select(TestFailure),
                    .. Array(result, "details", "runTestResult", "codeCoverageWarnings").Select(CoverageWarning),
                ],
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static RunFailure ComponentFailure(JsonElement e) => new(
        Text.Clean(Str(e, "componentType"), 80),
        Text.Clean(Str(e, "fullName"), 160),
        Text.Clean(Str(e, "problem")),
        Str(e, "fileName") is { Length: > 0 } file ? Text.Clean(file, 160) : null,
        Int(e, "lineNumber") is > 0 and var line ? line : null);

    private static RunFailure TestFailure(JsonElement e) =>
        new("ApexTest", Text.Clean($"{Str(e, "name")}.{Str(e, "methodName")}", 160), Text.Clean(Str(e, "message")));

    private static RunFailure CoverageWarning(JsonElement e) =>
        new("ApexCoverage", Text.Clean(Str(e, "name") is { Length: > 0 } name ? name : "*", 160), Text.Clean(Str(e, "message")));

    /// <summary>The elements at the end of a path; one object counts as an array of one, for that is how Salesforce may write it.</summary>
    private static IEnumerable<JsonElement> Array(JsonElement from, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty(name, out from))
                return [];
        }

        return from.ValueKind switch
        {
            JsonValueKind.Array => from.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object),
            JsonValueKind.Object => [from],
            _ => [],
        };
    }

    private static string? Str(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Bool(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && (value.ValueKind == JsonValueKind.True
            || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));

    private static int Int(JsonElement e, string name) =>
        e.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
