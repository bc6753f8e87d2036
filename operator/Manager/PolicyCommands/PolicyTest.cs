using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Json;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Manager.PolicyCommands;

/// <summary>Runs test cases of rules.</summary>
internal static class PolicyTest
{
    private static readonly string[] Wants = ["verdict", "reason", "rules", "roles", "warnings", "riskAtLeast", "riskAtMost"];

    /// <returns>0 when all came out as wanted, 1 when some did not.</returns>
    public static int Run(IEnumerable<string> files, bool json, TextWriter output)
    {
        var results = new JsonArray();
        foreach (var file in files)
        {
            foreach (var document in PolicyYaml.Read(file, File.ReadAllText(file)))
                RunDocument(file, document, results);
        }

        var failed = results.Count(result => result!["passed"]!.GetValue<bool>() == false);
        if (json)
            output.WriteLine(new JsonObject { ["tests"] = results, ["passed"] = results.Count - failed, ["failed"] = failed }.ToJsonString(Text.Indented));
        else
            WriteTable(results, failed, output);
        return failed == 0 ? 0 : 1;
    }

    private static void RunDocument(string file, JsonObject document, JsonArray results)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var (segment, book) = document["segment"] switch
        {
            JsonValue path => SegmentFile.Read(Path.Combine(folder, path.ToString())),
            JsonObject inline => SegmentFile.Parse(file, inline),
            _ => throw new FormatException($"{file} names no segment: write segment: FILE, or the Segment itself."),
        };
        if (document["tests"] is not JsonArray { Count: > 0 } tests)
            throw new FormatException($"{file} has no tests.");
        foreach (var test in tests)
            results.Add((JsonNode)RunCase(file, folder, segment, book, test as JsonObject ?? throw new FormatException($"{file}: a test has name, given and want.")));
    }

    private static JsonObject RunCase(string file, string folder, Segment segment, SegmentRulebook book, JsonObject test)
    {
        var name = (string?)test["name"] ?? throw new FormatException($"{file}: a test has no name.");
        if (test["given"] is not JsonObject given || test["want"] is not JsonObject { Count: > 0 } want)
            throw new FormatException($"{file}: {name} needs given and want.");
        if (want.Select(member => member.Key).Except(Wants).FirstOrDefault() is { } unknown)
            throw new FormatException($"{file}: {name} wants {unknown}; a test can want {string.Join(", ", Wants)}.");
        if (want.FirstOrDefault(member => !Takes(member.Key, member.Value)) is { Key: { } wrong })
            throw new FormatException($"{file}: {name}: want.{wrong} is {(wrong is "rules" or "roles" ? "a list, [] for none" : wrong is "verdict" ? $"one of {string.Join(", ", Enum.GetNames<Verdict>())}" : wrong is "reason" ? "a word" : "a whole number")}.");
        var inputs = CaseInputs.Build(folder, segment, book, given);
        if (inputs.Problems.Count > 0)
            throw new FormatException($"{file}: {name}: {string.Join("; ", inputs.Problems)}");
        var decision = DecisionMaker.Decide(book.Policy, inputs);
        var differences = Differences(want, decision).ToArray();
        return new JsonObject
        {
            ["file"] = file,
            ["name"] = name,
            ["passed"] = differences.Length == 0,
            ["differences"] = new JsonArray([.. differences.Select(difference => (JsonNode?)difference)]),
            ["decision"] = DecisionRecord.Write(decision),
        };
    }

    /// <summary>What is written in another form would be compared with nothing, and pass.</summary>
    private static bool Takes(string member, JsonNode? value) => member switch
    {
        "rules" or "roles" => value is JsonArray items && items.All(item => item?.GetValueKind() == JsonValueKind.String),
        "verdict" => value?.GetValueKind() == JsonValueKind.String && Enum.GetNames<Verdict>().Contains(value.ToString()),
        "reason" => value?.GetValueKind() == JsonValueKind.String,
        _ => value is JsonValue number && number.TryGetValue<long>(out _),
    };

    private static IEnumerable<string> Differences(JsonObject want, Policy.Decisions.Decision decision)
    {
        string? Differs(string member, string got) => want[member] is { } wanted && wanted.ToString() != got ? $"{member} is {got}, wanted {wanted}" : null;
        string? DiffersList(string member, IEnumerable<string> got) => want[member] is JsonArray wanted && Joined(wanted.Select(item => item!.ToString())) != Joined(got) ? $"{member} are [{Joined(got)}], wanted [{Joined(wanted.Select(item => item!.ToString()))}]" : null;
        var applied = decision.Rules.Where(outcome => outcome.Applied).Select(outcome => $"{outcome.Rule.Source}/{outcome.Rule.Name}").ToArray();
        var (least, most) = ((long?)want["riskAtLeast"], (long?)want["riskAtMost"]);
        return new[]
        {
            Differs("verdict", decision.Verdict.ToString()),
            Differs("reason", decision.Reason),
            DiffersList("roles", decision.RequiredRoles),
            DiffersList("rules", want["rules"] is JsonArray named && named.All(item => item!.ToString().StartsWith("segment/", StringComparison.Ordinal)) ? applied.Where(rule => rule.StartsWith("segment/", StringComparison.Ordinal)) : applied),
            want["warnings"] is JsonValue count && count.ToString() != $"{decision.Warnings.Count}" ? $"there are {decision.Warnings.Count} warnings, wanted {count}" : null,
            decision.Risk.Score < least ? $"the risk is {decision.Risk.Score}, wanted at least {least}" : null,
            decision.Risk.Score > most ? $"the risk is {decision.Risk.Score}, wanted at most {most}" : null,
        }.OfType<string>();
    }

    private static string Joined(IEnumerable<string> items) => string.Join(", ", items.Order(StringComparer.Ordinal));

    private static void WriteTable(JsonArray results, int failed, TextWriter output)
    {
        Text.Table(output, ["RESULT", "TEST", "VERDICT", "RISK", "WHY"], results.Select(result => new[]
        {
            result!["passed"]!.GetValue<bool>() ? "ok" : "FAILED",
            (string)result["name"]!,
            (string)result["decision"]!["verdict"]!,
            result["decision"]!["risk"]!["score"]!.ToString(),
            result["passed"]!.GetValue<bool>() ? (string)result["decision"]!["reason"]! : string.Join("; ", result["differences"]!.AsArray()),
        }));
        output.WriteLine($"{results.Count - failed} passed, {failed} failed");
    }
}
