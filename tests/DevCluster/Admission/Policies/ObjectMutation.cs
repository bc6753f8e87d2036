using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Patching;
using SegmentOperator.DevCluster.Patching.Ownership;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>A mutation that cannot be carried out; the message says why.</summary>
internal sealed class MutationException(string message) : Exception(message);

/// <summary>Makes of an object what a policy's expression evaluated to.</summary>
internal static class ObjectMutation
{
    /// <summary>The object with the configuration laid over it, as far as its schema lets fields be merged.</summary>
    public static JsonObject Apply(AdmissionAttributes attributes, CelObject configuration)
    {
        CheckNames(configuration);
        var resource = attributes.Resource;
        var patch = (JsonObject)CelJson.ToNode(CelValue.Of(configuration))!;
        (patch["apiVersion"], patch["kind"]) = (resource.ApiVersion, resource.Kind);
        if (TypedCheck.Problems(patch, resource, asPointer: true) is { } problems)
            throw new MutationException($"error applying patch: failed to convert patch object to typed object: {problems}");
        List<string> atomic = [];
        FindAtomic(patch, resource.Type, "", atomic);
        if (atomic.Count > 0)
            throw new MutationException($"error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {string.Join(", ", atomic)}");
        return Typed(attributes, ApplyMerge.Merge(attributes.Object!, patch, resource.Type));
    }

    /// <summary>The patched object; the object itself when one of the patch's tests fails.</summary>
    public static JsonObject Patch(AdmissionAttributes attributes, CelList operations)
    {
        var patch = new JsonArray();
        for (var i = 0; i < operations.Count; i++)
            patch.Add(Operation(operations[i].AsMap()));
        JsonObject value;
        try
        {
            value = JsonPatch.Run(attributes.Object!, patch);
        }
        catch (JsonPatchTestException)
        {
            return attributes.Object!;
        }
        catch (JsonPatchException e)
        {
            throw new MutationException($"JSON Patch: {e.Message}");
        }
        return Typed(attributes, value);
    }

    /// <summary>What the kind's own decoding leaves of it.</summary>
    private static JsonObject Typed(AdmissionAttributes attributes, JsonObject value)
    {
        try
        {
            var unknown = attributes.Resource.Strategy.DropUnknownFields(value);
            if (unknown.Count > 0 && !attributes.Resource.IsCustom)
                throw ApiErrors.InternalError($"strict decoding error: {string.Join(", ", unknown.Select(u => $"unknown field \"{u}\""))}");
            return value;
        }
        catch (ApiException e) when (e.Code == 400)
        {
            throw ApiErrors.InternalError(Patches.Reason(e));
        }
    }

    private static JsonObject Operation(CelMap operation)
    {
        var result = new JsonObject();
        foreach (var name in new[] { "op", "path", "from" })
        {
            if (operation.TryGet(name, out var text) && (name != "from" || text.AsString().Length > 0))
                result[name] = text.AsString();
            else if (name != "from")
                result[name] = "";
        }
        if (operation.TryGet("value", out var value))
        {
            if (value is { Kind: CelKind.Map } && value.AsMap() is CelObject constructed)
                CheckNames(constructed);
            result["value"] = CelJson.ToNode(value);
        }
        return result;
    }

    /// <summary>An object's type is named after the fields that lead to it: <c>Object.spec.template</c>.</summary>
    private static void CheckNames(CelObject value)
    {
        List<string> errors = [];
        CheckNames(CelValue.Of(value), value.TypeName, errors);
        if (errors.Count > 0)
            throw new MutationException("type mismatch: " + string.Join('\n', errors));
    }

    private static void CheckNames(CelValue value, string path, List<string> errors)
    {
        if (value.Kind == CelKind.List)
        {
            for (var i = 0; i < value.AsList().Count; i++)
                CheckNames(value.AsList()[i], path, errors);
        }
        if (value.Kind != CelKind.Map)
            return;
        var constructed = value.AsMap() as CelObject;
        if (constructed is not null && constructed.TypeName != path)
            errors.Add($"unexpected type name \"{constructed.TypeName}\", expected \"{path}\", which matches field name path from root Object type");
        foreach (var key in value.AsMap().Keys.Where(k => k.Kind == CelKind.String))
        {
            if (value.AsMap().TryGet(key, out var child))
                CheckNames(child, constructed is null ? path : $"{path}.{key.AsString()}", errors);
        }
    }

    /// <summary>What would be replaced as a whole: whoever writes one field of it may not know that the others go.</summary>
    private static void FindAtomic(JsonNode? value, FieldType type, string path, List<string> found)
    {
        if (value is JsonObject map)
        {
            if (type.IsAtomic)
                found.Add(path);
            foreach (var (name, child) in map)
            {
                if (type.Kind == FieldKind.Struct && type.Member(name) is { } member)
                    FindAtomic(child, member, $"{path}.{name}", found);
            }
        }
        else if (value is JsonArray list && type.Kind is (FieldKind.List or FieldKind.Any))
        {
            if (!type.IsGranular || type.IsAtomic)
                found.Add(path);
            for (var i = 0; i < list.Count && type.Element is not null; i++)
                FindAtomic(list[i], type.Element, $"{path}[{i}]", found);
        }
    }
}
