using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Patching;

/// <summary>RFC 6902.</summary>
internal static class JsonPatch
{
    private const int Limit = 10_000;

    public static JsonObject Apply(JsonObject value, JsonArray operations)
    {
        if (operations.Count > Limit)
        {
            throw ApiErrors.Of(413, "RequestEntityTooLarge",
                $"The allowed maximum operations in a JSON patch is {Limit}, got {operations.Count}");
        }
        JsonNode? root = value.Clone();
        foreach (var operation in operations.OfType<JsonObject>())
        {
            try
            {
                root = Apply(root!, operation);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                throw ApiErrors.Of(422, "Invalid", "the server rejected our request due to an error in our request", new JsonObject());
            }
        }
        return root as JsonObject ?? throw ApiErrors.BadRequest("the patched object is no object");
    }

    private static JsonNode? Apply(JsonNode root, JsonObject operation)
    {
        var path = Split(operation.Text("path") ?? throw new FormatException("path"));
        switch (operation.Text("op"))
        {
            case "add":
                return Add(root, path, operation["value"]?.DeepClone());
            case "replace":
                _ = Find(root, path);
                return path.Length == 0 ? operation["value"]?.DeepClone() : Set(root, path, operation["value"]?.DeepClone());
            case "remove":
                Remove(root, path);
                return root;
            case "test":
                if (!JsonNode.DeepEquals(FindOrNull(root, path), operation["value"]))
                    throw new InvalidOperationException("test failed");
                return root;
            case "copy":
                return Add(root, path, Find(root, Split(operation.Text("from") ?? ""))?.DeepClone());
            case "move":
                var from = Split(operation.Text("from") ?? "");
                var moved = Find(root, from)?.DeepClone();
                Remove(root, from);
                return Add(root, path, moved);
            default:
                throw new FormatException("op");
        }
    }

    private static string[] Split(string pointer)
    {
        if (pointer.Length > 0 && pointer[0] != '/')
            throw new FormatException("a pointer begins with a slash");
        return [.. pointer.Split('/').Skip(1).Select(p => p.Replace("~1", "/").Replace("~0", "~"))];
    }

    private static JsonNode? Find(JsonNode root, ReadOnlySpan<string> path)
    {
        JsonNode? node = root;
        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject map when map.TryGetPropertyValue(part, out var child) => child,
                JsonArray list => list[Index(part, list.Count - 1)],
                _ => throw new InvalidOperationException("no such place"),
            };
        }
        return node;
    }

    private static JsonNode? FindOrNull(JsonNode root, ReadOnlySpan<string> path)
    {
        try
        {
            return Find(root, path);
        }
        catch (InvalidOperationException) when (path.Length > 0 && Find(root, path[..^1]) is JsonObject)
        {
            // A member that is missing equals null.
            return null;
        }
    }

    private static JsonNode? Add(JsonNode root, string[] path, JsonNode? value)
    {
        if (path.Length == 0)
            return value;
        if (Find(root, path.AsSpan()[..^1]) is JsonArray list)
            list.Insert(path[^1] == "-" ? list.Count : Index(path[^1], list.Count), value);
        else
            Set(root, path, value);
        return root;
    }

    private static JsonNode Set(JsonNode root, string[] path, JsonNode? value)
    {
        switch (Find(root, path.AsSpan()[..^1]))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list:
                list[Index(path[^1], list.Count - 1)] = value;
                break;
            default:
                throw new InvalidOperationException("no such place");
        }
        return root;
    }

    private static void Remove(JsonNode root, string[] path)
    {
        if (path.Length == 0)
            throw new InvalidOperationException("the whole document cannot be removed");
        switch (Find(root, path.AsSpan()[..^1]))
        {
            case JsonObject map when map.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1));
                break;
            default:
                throw new InvalidOperationException("no such place");
        }
    }

    private static int Index(string part, int last)
    {
        var index = int.Parse(part);
        index = index < 0 ? last + 1 + index : index;
        return index >= 0 && index <= last ? index : throw new InvalidOperationException("out of bounds");
    }
}
