using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>What a value may be.</summary>
internal enum FieldKind
{
    Struct,
    Map,
    List,
    String,
    Int32,
    Int64,
    Number,
    Bool,
    Bytes,
    Time,
    MicroTime,
    Quantity,
    IntOrString,
    Any,
}

/// <summary>How the items of a list belong together when several writers share it.</summary>
internal enum ListSemantics
{
    Atomic,
    Set,
    Map,
}

/// <summary>
/// The type of a value: enough to decode, default, merge and describe it. Built-in kinds have theirs from the
/// <c>Kinds/*.types</c> files, custom ones from their schema.
/// </summary>
internal sealed class FieldType
{
    public required FieldKind Kind { get; init; }

    /// <summary>The struct's name, <c>PodSpec</c>; empty for anonymous structs of custom resources.</summary>
    public string Name { get; init; } = "";

    /// <summary>The struct's package in OpenAPI, <c>io.k8s.api.core.v1</c>.</summary>
    public string Package { get; init; } = "";

    /// <summary>The fields of a struct, by name, in order.</summary>
    public OrderedDictionary<string, FieldInfo> Fields { get; init; } = [];

    /// <summary>The type of a list's items or of a map's values.</summary>
    public FieldType? Element { get; init; }

    public ListSemantics Semantics { get; init; }

    /// <summary>The fields that tell a list's items apart, when its semantics are Map.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether a struct or map has one owner as a whole.</summary>
    public bool IsAtomic { get; init; }

    /// <summary>Whether a struct keeps fields it does not know.</summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>The original schema of a custom resource's field.</summary>
    public JsonObject? Schema { get; init; }

    public static readonly FieldType Anything = new() { Kind = FieldKind.Any };

    /// <summary>The type of a member by its JSON name; null when there is no such member.</summary>
    public FieldType? Member(string name) => Kind switch
    {
        FieldKind.Struct when Fields.TryGetValue(name, out var field) => field.Type,
        FieldKind.Struct when KeepsUnknown => Element ?? Anything,
        FieldKind.Map => Element,
        FieldKind.Any => Anything,
        _ => null,
    };

    /// <summary>Whether ownership is tracked inside of the value.</summary>
    public bool IsGranular => Kind switch
    {
        FieldKind.Struct or FieldKind.Map => !IsAtomic,
        FieldKind.List => Semantics != ListSemantics.Atomic,
        FieldKind.Any => true,
        _ => false,
    };

    /// <summary>How Go spells the type in decoding errors.</summary>
    public string GoName => Kind switch
    {
        FieldKind.Struct => $"v1.{Name}",
        FieldKind.Map => $"map[string]{Element!.GoName}",
        FieldKind.List => $"[]{Element!.GoName}",
        FieldKind.Int32 => "int32",
        FieldKind.Int64 => "int64",
        FieldKind.Number => "float64",
        FieldKind.Bool => "bool",
        FieldKind.Bytes => "[]uint8",
        _ => "string",
    };
}

/// <summary>When a field is written although it says nothing.</summary>
internal enum Presence
{
    /// <summary>Left out when empty or zero.</summary>
    OmitEmpty,

    /// <summary>Left out when absent only: zero and empty values stay.</summary>
    Pointer,

    /// <summary>Always there: {}, null, "", 0 or false when empty.</summary>
    Always,
}

/// <summary>A field of a struct.</summary>
internal sealed record FieldInfo(string Name, FieldType Type)
{
    public Presence Presence { get; init; }

    /// <summary>Whether an always-present field is null rather than empty when absent.</summary>
    public bool IsNullable { get; init; }

    public bool IsRequired { get; init; }

    public JsonNode? Default { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Whether strategic merge merges the list or map instead of replacing it.</summary>
    public bool Merges { get; init; }

    /// <summary>The field that tells items apart in a strategic merge; empty for lists of scalars.</summary>
    public string MergeKey { get; init; } = "";

    /// <summary>The field's number in protobuf, or 0 when it is not known.</summary>
    public int Number { get; init; }

    public bool RetainsKeys { get; init; }
}
