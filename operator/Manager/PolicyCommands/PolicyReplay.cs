using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;

namespace SegmentOperator.Manager.PolicyCommands;

/// <summary>Decides past requests again, under a changed segment.</summary>
internal static class PolicyReplay
{
    private static readonly string[] Lists = ["outOfScope", "unmapped"];

    /// <returns>0 when every decision stays as it was, 1 when some would be another.</returns>
    public static int Run(string segmentFile, string folder, bool json, TextWriter output)
    {
        var (segment, book) = SegmentFile.Read(segmentFile);
        var records = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).ToArray();
        // One folder holds the decisions of all segments.
        var own = records.Where(record => record.Inputs.Find("segment.name")?.ToString() == segment.Metadata.Name).ToArray();
        // An empty folder, or a wrong one, proves nothing.
        if (own.Length == 0)
            throw new FormatException($"{folder} holds no decision on the segment {segment.Metadata.Name}{(records.Length > 0 ? $", and {records.Length} on others" : "")}; the operator keeps them with run --decisions-dir.");
        var results = new JsonArray([.. own.Select(record => (JsonNode)Decide(record, segment, book))]);
        var changed = results.Count(result => result!["changed"]!.GetValue<bool>());
        if (json)
        {
            output.WriteLine(new JsonObject { ["decisions"] = results, ["changed"] = changed }.ToJsonString(Text.Indented));
        }
        else
        {
            Text.Table(output, ["REQUEST", "BEFORE", "AFTER", "WHY"], results.Where(result => result!["changed"]!.GetValue<bool>()).Select(result => new[]
            {
                (string)result!["request"]!, (string)result["before"]!, (string)result["after"]!, (string)result["message"]!,
            }));
            output.WriteLine($"{changed} of {results.Count} decisions would be another{(own.Length < records.Length ? $"; {records.Length - own.Length} on other segments are left out" : "")}");
        }

        return changed == 0 ? 0 : 1;
    }

    private static PastDecision Read(string file)
    {
        try
        {
            var record = JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new FormatException("it is no decision record");
            var (verdict, inputs) = DecisionRecord.Read(record);
            return new PastDecision(file, verdict, string.Join(", ", (record["requiredRoles"] as JsonArray ?? []).Select(role => role!.ToString())), inputs);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new FormatException($"{file}: {(e is JsonException ? "it is not JSON" : e.Message)}.", e);
        }
    }

    private static JsonObject Decide(PastDecision past, Segment segment, SegmentRulebook book)
    {
        var (file, before, rolesBefore, inputs) = past;
        var changedInputs = inputs.Json.DeepClone().AsObject();
        changedInputs["segment"] = InputsBuilder.SegmentOf(segment);
        changedInputs["window"] = InputsBuilder.Window(book.Calendar.At(inputs.Now));
        if (changedInputs["package"] is JsonObject package)
            Rescope(package, segment, book.Scope, inputs.Now);
        var decision = DecisionMaker.Decide(book.Policy, DecisionInputs.From(changedInputs));
        var rolesAfter = string.Join(", ", decision.RequiredRoles);
        return new JsonObject
        {
            ["file"] = Path.GetFileName(file),
            ["request"] = $"{inputs.Find("request.namespace")}/{inputs.Find("request.name")}",
            ["before"] = Verdict(before, rolesBefore),
            ["after"] = Verdict(decision.Verdict.ToString(), rolesAfter),
            ["changed"] = before != decision.Verdict.ToString() || rolesBefore != rolesAfter,
            ["message"] = decision.Message,
        };
    }

    private static string Verdict(string verdict, string roles) => roles.Length == 0 ? verdict : $"{verdict} ({roles})";

    /// <summary>What lies outside follows from the changed segment's data and exceptions; what other segments claim stays as it was recorded.</summary>
    private static void Rescope(JsonObject package, Segment segment, SegmentScope scope, DateTimeOffset now)
    {
        var components = (package["components"] as JsonArray ?? []).OfType<JsonObject>().Select(component => $"{component["type"]}:{component["name"]}").Where(text => !text.StartsWith("Unknown:", StringComparison.Ordinal));
        var recorded = Lists.SelectMany(list => package[list] as JsonArray ?? []).Select(item => item!.ToString()).ToArray();
        var told = recorded.Select(Plain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var excepted = Exceptions.Subjects(segment, ExceptionType.Component, now);
        var outside = components.Where(text => !told.Contains(text)).Concat(recorded).Where(text => !excepted.Contains(Plain(text)) && IsOutside(Plain(text), scope)).ToArray();
        package["outOfScope"] = Texts(scope.IsEmpty ? outside.Where(text => text.Contains("(of the segment ", StringComparison.Ordinal)) : outside);
        package["unmapped"] = Texts(scope.IsEmpty ? outside.Where(text => !text.Contains("(of the segment ", StringComparison.Ordinal)) : []);
        var answered = Exceptions.Subjects(segment, ExceptionType.Finding, now);
        foreach (var finding in (package["findings"] as JsonArray ?? []).OfType<JsonObject>())
            finding["excepted"] = answered.Contains(finding["id"]?.ToString() ?? "");
    }

    /// <summary>Without by whom it is granted and whose it is.</summary>
    private static string Plain(string text) => text.Split(" (granted by ")[0].Split(" (of the segment ")[0];

    private static bool IsOutside(string plain, SegmentScope scope)
    {
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || scope.Find(new ComponentKey(plain[..colon], plain[(colon + 1)..])) is null;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    /// <summary>A decision as it was recorded.</summary>
    private sealed record PastDecision(string File, string Verdict, string Roles, DecisionInputs Inputs);
}
