using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Inputs;

namespace SegmentOperator.Policy.Risk;

/// <summary>
/// The factors of the score. Each yields between 0 and 1000 thousandths of its weight, in whole numbers, from the inputs alone;
/// decision 0042 documents each scale.
/// </summary>
public static class RiskFactors
{
    private const int Full = 1000;
    private static readonly string[] AccessTypes =
    [
        "Profile", "PermissionSet", "PermissionSetGroup", "MutingPermissionSet", "SharingRules", "SharingCriteriaRule", "SharingOwnerRule", "SharingGuestRule",
        "SharingSet", "ConnectedApp", "ExternalClientApplication", "Settings", "NamedCredential", "ExternalCredential", "AuthProvider", "SamlSsoConfig",
        "RemoteSiteSetting", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Secret", "ServiceAccount", "NetworkPolicy",
    ];

    /// <summary>Each factor with its default weight; together 100.</summary>
    public static IReadOnlyList<(string Name, int Weight)> Defaults { get; } =
    [
        ("findings", 40), ("components", 10), ("deletions", 10), ("environment", 10), ("sensitivity", 10), ("time", 5), ("source", 10), ("history", 5),
    ];

    /// <summary>The factors' names.</summary>
    public static IEnumerable<string> Names => Defaults.Select(factor => factor.Name);

    internal static (int Thousandths, string Message) Measure(string factor, DecisionInputs inputs) => factor switch
    {
        "findings" => Findings(inputs),
        "components" => Components(inputs),
        "deletions" => Deletions(inputs),
        "environment" => Environment(inputs),
        "sensitivity" => Sensitivity(inputs),
        "time" => Time(inputs),
        "source" => Source(inputs),
        "history" => History(inputs),
        _ => (0, "not a factor"),
    };

    private static (int, string) Findings(DecisionInputs inputs)
    {
        var counts = (inputs.Find("package.findings") as JsonArray ?? []).OfType<JsonObject>().Where(finding => finding["excepted"]?.GetValue<bool>() != true)
            .GroupBy(finding => (string?)finding["severity"] ?? "").ToDictionary(group => group.Key, group => group.Count());
        int Of(string severity) => counts.GetValueOrDefault(severity);
        var points = (Of("Critical") * 500L) + (Of("High") * 200L) + (Of("Medium") * 60L) + (Of("Low") * 15L);
        return ((int)Math.Min(Full, points), $"{Of("Critical")} critical, {Of("High")} high, {Of("Medium")} medium and {Of("Low")} low findings");
    }

    private static (int, string) Components(DecisionInputs inputs)
    {
        var components = (inputs.Find("package.components") as JsonArray ?? []).OfType<JsonObject>().ToArray();
        var (count, bytes) = (components.Length, Number(inputs, "package.bytes"));
        var size = count switch { 0 => 0, <= 5 => 100, <= 20 => 250, <= 100 => 500, <= 500 => 750, _ => Full };
        if ((string?)inputs.Find("package.form") is "Archive" or "KubernetesManifests")
            size = Math.Max(size, bytes switch { <= 1 << 16 => 50, <= 1 << 20 => 150, <= 10 << 20 => 400, <= 100 << 20 => 700, _ => Full });
        var access = components.Count(component => AccessTypes.Contains((string?)component["type"]));
        return (Math.Min(Full, size + (access > 0 ? 250 : 0)), $"{count} components, {access} of them about access");
    }

    private static (int, string) Deletions(DecisionInputs inputs)
    {
        var count = Number(inputs, "package.deleted");
        return (count switch { 0 => 0, 1 => 300, <= 5 => 500, <= 20 => 750, _ => Full }, $"{count} deletions");
    }

    private static (int, string) Environment(DecisionInputs inputs)
    {
        var environment = (string?)inputs.Find("segment.environment");
        return (environment switch { "Development" => 0, "Sandbox" => 300, _ => Full }, $"{environment ?? "unknown, taken for Production"}");
    }

    private static (int, string) Sensitivity(DecisionInputs inputs)
    {
        var sensitivity = (string?)inputs.Find("package.sensitivity");
        return (sensitivity switch { "Public" => 0, "Internal" => 200, "Confidential" => 500, "Restricted" => Full, _ => 500 }, sensitivity is null ? "the segment does not say how sensitive the components are" : $"{sensitivity} data");
    }

    /// <summary>An open window was agreed on beforehand; without windows nights and weekends count, by UTC.</summary>
    private static (int, string) Time(DecisionInputs inputs)
    {
        if (inputs.Find("window.frozen")?.GetValue<bool>() == true)
            return (Full, "changes are frozen");
        if (inputs.Find("window.open")?.GetValue<bool>() == false)
            return (Full, "no window is open");
        if (inputs.Find("window.name") is { } name)
            return (0, $"within the window {name}");
        var now = inputs.Now.ToUniversalTime();
        return now.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? (Full, "at a weekend, and no windows are declared")
            : now.Hour is < 6 or >= 18 ? (500, "at night, and no windows are declared")
            : (0, "on a working day");
    }

    private static (int, string) Source(DecisionInputs inputs)
    {
        var (proven, named) = ((string?)inputs.Find("provenance.repository"), (string?)inputs.Find("request.source.repository"));
        if (proven is null)
            return named is null ? (Full, "neither provenance nor a source") : (700, "the source is named and not proven");
        if (named is null)
            return (300, $"built from {proven}; the request names no source");
        return Same(proven, named) ? (0, $"built from {proven}, as the request says") : (Full, $"built from {proven}, and the request says {named}");
    }

    private static (int, string) History(DecisionInputs inputs)
    {
        var (deployments, failures, open) = (Number(inputs, "history.deployments"), Number(inputs, "history.failures"), Number(inputs, "history.openBreakGlass"));
        if (open > 0)
            return (Full, $"{open} break-glass not reviewed");
        if (deployments == 0)
            return (500, "the first deployment");
        return ((int)Math.Min(Full, failures * Full / deployments), $"{failures} of the last {deployments} deployments failed");
    }

    private static bool Same(string left, string right) => string.Equals(Trim(left), Trim(right), StringComparison.OrdinalIgnoreCase);

    private static string Trim(string repository)
    {
        var text = repository.StartsWith("git+", StringComparison.Ordinal) ? repository[4..] : repository;
        return text.TrimEnd('/').EndsWith(".git", StringComparison.Ordinal) ? text.TrimEnd('/')[..^4] : text.TrimEnd('/');
    }

    private static long Number(DecisionInputs inputs, string path) =>
        inputs.Find(path) is JsonValue value && long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
