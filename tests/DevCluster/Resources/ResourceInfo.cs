using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>One served resource in one version: what discovery says of it and how it is handled.</summary>
internal sealed record ResourceInfo
{
    private readonly Lazy<JsonObject> _schema;

    public ResourceInfo() => _schema = new Lazy<JsonObject>(() => Type!.Schema ?? OpenApiSchemas.Inline(Type));

    public required string Group { get; init; }
    public required string Version { get; init; }

    /// <summary>The plural, <c>pods</c>.</summary>
    public required string Resource { get; init; }
    public required string Singular { get; init; }
    public required string Kind { get; init; }
    public required string ListKind { get; init; }
    public required bool Namespaced { get; init; }
    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;
    public IReadOnlyList<string> ShortNames { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<SubresourceInfo> Subresources { get; init; } = [];

    /// <summary>Columns of <c>kubectl get</c>, the name's first.</summary>
    public IReadOnlyList<ColumnInfo> Columns { get; init; } = [];

    /// <summary>The type of its objects.</summary>
    public required FieldType Type { get; init; }

    /// <summary>The OpenAPI v3 schema, without references, with the <c>x-kubernetes-*</c> list and map extensions.</summary>
    public JsonObject Schema => _schema.Value;

    /// <summary>Field labels that field selectors may name besides metadata.name and metadata.namespace, and how to read them.</summary>
    public IReadOnlyDictionary<string, Func<JsonObject, string>> SelectableFields { get; init; } =
        new Dictionary<string, Func<JsonObject, string>>();

    public required IObjectStrategy Strategy { get; init; }

    /// <summary>Whether a CustomResourceDefinition defines it.</summary>
    public bool IsCustom { get; init; }

    /// <summary>
    /// Whether it is only listed: discovery, access rules and reads know it, for clients name it, but none can be created here.
    /// </summary>
    public bool IsListedOnly { get; init; }

    /// <summary>Where a custom resource keeps what its scale shows, if it has one.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>Whether a PUT must name the version that it replaces.</summary>
    public bool RequiresVersion { get; init; }

    /// <summary>Whether a PUT creates what is not there.</summary>
    public bool CreatesOnUpdate { get; init; }

    /// <summary>Whether its definition is being deleted: nothing new may be created.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>A warning that every answer carries: the version is deprecated.</summary>
    public string? Deprecation { get; init; }

    /// <summary>Where its objects are stored: the same for all versions, and for both kinds of events.</summary>
    public required string StorageKey { get; init; }

    /// <summary>Makes what was stored an object of this version. The argument is the callee's own.</summary>
    public Func<JsonObject, JsonObject>? FromStorage { get; init; }

    /// <summary>Makes an object of this version what is stored. The argument is the callee's own.</summary>
    public Func<JsonObject, JsonObject>? ToStorage { get; init; }

    /// <summary>The version that objects are stored in, and its kind's apiVersion.</summary>
    public required string StorageApiVersion { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The qualified name in messages: <c>pods</c>, <c>roles.rbac.authorization.k8s.io</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Resource : $"{Resource}.{Group}";

    /// <summary>The qualified kind in messages: <c>Pod</c>, <c>Role.rbac.authorization.k8s.io</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public static readonly IReadOnlyList<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public bool HasStatus => Subresources.Any(s => s.Name == "status");

    /// <summary>A stored object as this resource shows it: the caller's own copy.</summary>
    public JsonObject Show(JsonObject stored)
    {
        var copy = stored.Clone();
        if (FromStorage is not null)
            return FromStorage(copy);
        copy["apiVersion"] = ApiVersion;
        return copy;
    }

    /// <summary>An object of this resource as it is stored; the argument is given away.</summary>
    public JsonObject Keep(JsonObject value)
    {
        if (ToStorage is not null)
            return ToStorage(value);
        value["apiVersion"] = StorageApiVersion;
        return MemberOrder.Of(value, IsCustom ? null : Type);
    }
}

/// <summary>A subresource as discovery lists it.</summary>
internal sealed record SubresourceInfo(string Name, string Kind, IReadOnlyList<string> Verbs, string Group = "", string Version = "");

/// <summary>A column: its definition as in a Table, and how a cell is read off an object at a time.</summary>
internal sealed record ColumnInfo(
    string Name,
    string Type,
    string Format,
    string Description,
    int Priority,
    Func<JsonObject, DateTimeOffset, JsonNode?> Cell)
{
    public ColumnInfo(string name, string type, string format, string description, int priority, Func<JsonObject, JsonNode?> cell)
        : this(name, type, format, description, priority, (value, _) => cell(value))
    {
    }
}

/// <summary>The paths of a scale subresource.</summary>
/// <param name="SpecReplicas">How many are wished for.</param>
/// <param name="StatusReplicas">How many there are.</param>
/// <param name="Selector">Which they are; may be empty.</param>
internal sealed record ScalePaths(string SpecReplicas, string StatusReplicas, string Selector);
