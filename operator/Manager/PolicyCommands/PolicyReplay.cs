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
        var files = Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray();
        var results = new JsonArray([.. files.Select(file => (JsonNode)Decide(file, segment, book))]);
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
            output.WriteLine($"{changed} of {results.Count} decisions would be another");
        }

        return changed == 0 ? 0 : 1;
    }

    private static JsonObject Decide(string file, Segment segment, SegmentRulebook book)
    {
        if (JsonNode.Parse(File.ReadAllText(file)) is not JsonObject record)
            throw new FormatException($"{file} is no decision record.");
        string before;
        DecisionInputs inputs;
        try
        {
            (before, inputs) = DecisionRecord.Read(record);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file}: {e.Message}.", e);
        }

        var changedInputs = inputs.Json.DeepClone().AsObject();
        changedInputs["segment"] = InputsBuilder.SegmentOf(segment);
        changedInputs["window"] = InputsBuilder.Window(book.Calendar.At(inputs.Now));
        if (changedInputs["package"] is JsonObject package)
            Rescope(package, book.Scope);
        var decision = DecisionMaker.Decide(book.Policy, DecisionInputs.From(changedInputs));
        var rolesBefore = string.Join(", ", (record["requiredRoles"] as JsonArray ?? []).Select(role => role!.ToString()));
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

    /// <summary>What lies outside follows from the changed segment's data; what other segments claim stays as it was recorded.</summary>
    private static void Rescope(JsonObject package, SegmentScope scope)
    {
        var components = (package["components"] as JsonArray ?? []).OfType<JsonObject>().Select(component => $"{component["type"]}:{component["name"]}").Where(text => !text.StartsWith("Unknown:", StringComparison.Ordinal));
        var recorded = Lists.SelectMany(list => package[list] as JsonArray ?? []).Select(item => item!.ToString()).ToArray();
        var outside = components.Where(text => !recorded.Any(item => item.StartsWith(text, StringComparison.Ordinal))).Concat(recorded).Where(text => IsOutside(text, scope)).ToArray();
        package["outOfScope"] = Texts(scope.IsEmpty ? outside.Where(text => text.Contains("(of the segment ", StringComparison.Ordinal)) : outside);
        package["unmapped"] = Texts(scope.IsEmpty ? outside.Where(text => !text.Contains("(of the segment ", StringComparison.Ordinal)) : []);
    }

    private static bool IsOutside(string text, SegmentScope scope)
    {
        var plain = text.Split(" (granted by ")[0].Split(" (of the segment ")[0];
        var colon = plain.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || scope.Find(new ComponentKey(plain[..colon], plain[(colon + 1)..])) is null;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
