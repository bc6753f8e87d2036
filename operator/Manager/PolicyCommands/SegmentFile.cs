using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Policy.Json;

namespace SegmentOperator.Manager.PolicyCommands;

/// <summary>A Segment from a file, without a cluster.</summary>
internal static class SegmentFile
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
            segment = document.Deserialize(ApiJson.Of<Segment>()) ?? throw new FormatException($"{path} holds no Segment.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path} holds no Segment: {e.Message}", e);
        }

        segment.Metadata.Name ??= "segment";
        var book = SegmentRulebooks.Compile(segment);
        return book.Problems.Count == 0 ? (segment, book) : throw new FormatException($"{path}: the rules are not valid.\n{string.Join('\n', book.Problems)}");
    }
}
