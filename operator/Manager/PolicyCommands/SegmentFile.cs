using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Policy.Json;

namespace SegmentOperator.Manager.PolicyCommands;

/// <summary>A Segment from a file, without a cluster.</summary>
internal static partial class SegmentFile
{
    /// <exception cref="FormatException">It is no Segment, or its rules are not valid.</exception>
    public static (Segment Segment, SegmentRulebook Book) Read(string path)
    {
        var documents = PolicyYaml.Read(path, File.ReadAllText(path)).Where(document => (string?)document["kind"] == Segment.KindName).ToArray();
        return documents is [var document] ? Parse(path, document) : throw new FormatException($"{path} has {documents.Length} Segments; give a file with one.");
    }

    /// <exception cref="FormatException">It is no Segment, or its rules are not valid.</exception>
    public static (Segment Segment, SegmentRulebook Book) Parse(string path, JsonObject document)
    {
        Segment segment;
        try
        {
            // What is kept beside the spec is the cluster's, and may be newer than this program.
            document["spec"]?.Deserialize((JsonTypeInfo<SegmentSpec>)ApiJson.Strict.GetTypeInfo(typeof(SegmentSpec)));
            segment = document.Deserialize(ApiJson.Of<Segment>()) ?? throw new FormatException($"{path} holds no Segment.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} holds no Segment: {Explain(document, e)}", e);
        }

        segment.Metadata.Name ??= "segment";
        var book = SegmentRulebooks.Compile(segment);
        return book.Problems.Count == 0 ? (segment, book) : throw new FormatException($"{path}: the rules are not valid.\n{string.Join('\n', book.Problems)}");
    }

    /// <summary>In the words of the file, and not of the program that reads it.</summary>
    private static string Explain(JsonObject document, JsonException e)
    {
        var place = (e.Path ?? "$").TrimStart('$').TrimStart('.');
        if (place.StartsWith("spec", StringComparison.Ordinal))
            place = place["spec".Length..].TrimStart('.');
        var where = place.Length == 0 ? "spec" : $"spec.{place}";
        if (Unknown().Match(e.Message) is { Success: true } unknown)
        {
            var name = unknown.Groups[1].Value;
            return $"{(where.EndsWith("." + name, StringComparison.Ordinal) ? where[..^(name.Length + 1)] : where)} has no field '{name}'.";
        }

        return $"{where}: {Value(document["spec"], place) ?? "what stands there"} is not what this field takes; kubectl explain segment.{Index().Replace(where, "")} tells what is.";
    }

    private static string? Value(JsonNode? node, string path)
    {
        foreach (var part in path.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries))
        {
            node = part.EndsWith(']') && int.TryParse(part[..^1], out var index) ? node is JsonArray list && index < list.Count ? list[index] : null
                : node is JsonObject members ? members[part] : null;
        }

        return node is JsonValue value ? $"'{value}'" : null;
    }

    [GeneratedRegex("property '([^']*)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Index();
}
