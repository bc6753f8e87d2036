using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Patching;

/// <summary>RFC 6902.</summary>
internal static class JsonPatch
{
    private const int Limit = 10_000;
    private const string NoPlace = "no such place";
    private const string NoParent = "no such parent";
    private const string TestFailed = "test failed";

    /// <summary>Carries a client's patch out.</summary>
    public static JsonObject Apply(JsonObject value, JsonArray operations)
    {
        if (operations.Count > Limit)
        {
            throw ApiErrors.Of(413, "RequestEntityTooLarge",
                $"The allowed maximum operations in a JSON patch is {Limit}, got {operations.Count}");
        }
        try
        {
            return Run(value, operations);
        }
        catch (JsonPatchException)
        {
            throw ApiErrors.Of(422, "Invalid", "the server rejected our request due to an error in our request", new JsonObject());
        }
    }

    /// <summary>Carries a patch out.</summary>
    /// <exception cref="JsonPatchException">An operation does not apply.</exception>
    public static JsonObject Run(JsonObject value, JsonArray operations)
    {
        JsonNode? root = value.Clone();
        foreach (var operation in operations.OfType<JsonObject>())
        {
            try
            {
                root = Apply(root!, operation);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
            {
                throw new JsonPatchException(Explain(operation, e));
            }
        }
        return root as JsonObject ?? throw ApiErrors.BadRequest("the patched object is no object");
    }

    private static string Explain(JsonObject operation, Exception e)
    {
        var (op, path) = (operation.Text("op"), operation.Text("path"));
        return op switch
        {
            "add" or "remove" when e.Message == NoParent => $"{op} operation does not apply: doc is missing path: \"{path}\": missing value",
            "remove" when e.Message == NoPlace => $"error in remove for path: '{path}': Unable to remove nonexistent key: {path!.Split('/')[^1]}: missing value",
            "replace" when e.Message == NoParent => $"replace operation does not apply: doc is missing path: {path}: missing value",
            "copy" or "move" => $"{op} operation does not apply: doc is missing from path: {operation.Text("from")}: missing value",
            "add" or "remove" or "replace" or "test" => $"error in {op} for path: '{path}': {e.Message}",
            _ => $"Unexpected kind: {op}",
        };
    }

    private static JsonNode? Apply(JsonNode root, JsonObject operation)
    {
        var path = Split(operation.Text("path") ?? throw new FormatException("path"));
        switch (operation.Text("op"))
        {
            case "add":
                return Add(root, path, operation["value"]?.DeepClone());
            case "replace":
                // A member that is missing is set all the same, as the API server's library does.
                return path.Length == 0 ? operation["value"]?.DeepClone() : Set(root, path, operation["value"]?.DeepClone());
            case "remove":
                Remove(root, path);
                return root;
            case "test":
                if (!JsonNode.DeepEquals(FindOrNull(root, path), operation["value"]))
                    throw new JsonPatchTestException($"testing value {operation.Text("path")} failed: {TestFailed}");
                return root;
            case "copy":
                return Add(root, path, FindOrNull(root, Split(operation.Text("from") ?? ""))?.DeepClone());
            case "move":
                var from = Split(operation.Text("from") ?? "");
                var moved = Find(root, from)?.DeepClone();
                Remove(root, from);
                return Add(root, path, moved);
            default:
                throw new FormatException("op");
        }
    }

    private static JsonNode? Parent(JsonNode root, string[] path)
    {
        try
        {
            return Find(root, path.AsSpan()[..^1]);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(NoParent, e);
        }
    }

    private static string[] Split(string pointer)
    {
        if (pointer.Length > 0 && !pointer.Contains('/'))
            throw new FormatException(NoParent);
        // What stands before the first slash counts for nothing.
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
                _ => throw new InvalidOperationException(NoPlace),
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
        if (Parent(root, path) is JsonArray list)
            list.Insert(path[^1] == "-" ? list.Count : Index(path[^1], list.Count), value);
        else
            Set(root, path, value);
        return root;
    }

    private static JsonNode Set(JsonNode root, string[] path, JsonNode? value)
    {
        switch (Parent(root, path))
        {
            case JsonObject map:
                map[path[^1]] = value;
                break;
            case JsonArray list:
                list[Index(path[^1], list.Count - 1)] = value;
                break;
            default:
                throw new InvalidOperationException(NoPlace);
        }
        return root;
    }

    private static void Remove(JsonNode root, string[] path)
    {
        if (path.Length == 0)
            throw new InvalidOperationException("the whole document cannot be removed");
        switch (Parent(root, path))
        {
            case JsonObject map when map.Remove(path[^1]):
                break;
            case JsonArray list:
                list.RemoveAt(Index(path[^1], list.Count - 1));
                break;
            default:
                throw new InvalidOperationException(NoPlace);
        }
    }

    private static int Index(string part, int last)
    {
        var index = int.Parse(part);
        index = index < 0 ? last + 1 + index : index;
        return index >= 0 && index <= last ? index : throw new InvalidOperationException("out of bounds");
    }
}
