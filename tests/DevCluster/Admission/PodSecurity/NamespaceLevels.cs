using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.PodSecurity;

/// <summary>A level with the version that its label names, as messages show it: <c>restricted:latest</c>.</summary>
internal sealed record LevelVersion(string Level, string Version)
{
    public override string ToString() => $"{Level}:{Version}";
}

/// <summary>What a namespace's labels demand of its pods.</summary>
internal sealed partial record NamespaceLevels(LevelVersion Enforce, LevelVersion Warn)
{
    private const string Prefix = "pod-security.kubernetes.io/";
    private static readonly string[] Levels = ["privileged", "baseline", "restricted"];

    /// <summary>Reads a namespace's labels. A level that cannot be read is enforced as restricted, and is an error.</summary>
    public static (NamespaceLevels Levels, List<FieldError> Errors) Read(JsonObject ns)
    {
        List<FieldError> errors = [];
        var labels = ns.At("metadata", "labels") as JsonObject;
        var enforce = Read(errors, labels, "enforce", "restricted");
        Read(errors, labels, "audit", "privileged");
        var warn = Read(errors, labels, "warn", "privileged");
        if (labels.Text(Prefix + "warn") is null && Strictness(enforce.Level) > Strictness(warn.Level))
            warn = labels.Text(Prefix + "warn-version") is null ? enforce : warn with { Level = enforce.Level };
        return (new NamespaceLevels(enforce, warn), errors);
    }

    /// <summary>Higher is stricter.</summary>
    public static int Strictness(string level) => Array.IndexOf(Levels, level);

    private static LevelVersion Read(List<FieldError> errors, JsonObject? labels, string mode, string onError)
    {
        var (level, version) = ("privileged", "latest");
        if (labels.Text(Prefix + mode) is { } given)
        {
            level = Levels.Contains(given) ? given : onError;
            if (!Levels.Contains(given))
                errors.Add(Finding.Invalid("metadata.labels".Key(Prefix + mode), given, $"must be one of {string.Join(", ", Levels)}"));
        }

        if (labels.Text($"{Prefix}{mode}-version") is { } number)
        {
            if (number == "latest" || VersionFormat().IsMatch(number))
                version = number;
            else
                errors.Add(Finding.Invalid("metadata.labels".Key($"{Prefix}{mode}-version"), number, "must be \"latest\" or \"v1.x\""));
        }

        return new LevelVersion(level, version);
    }

    [GeneratedRegex("^v1\\.(0|[1-9][0-9]*)\\z")]
    private static partial Regex VersionFormat();
}
