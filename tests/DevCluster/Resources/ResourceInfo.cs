using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>One served resource in one version: what discovery says of it and how it is handled.</summary>
internal sealed record ResourceInfo
{
    public required string Group { get; init; }
    public required string Version { get; init; }

    /// <summary>The plural, <c>pods</c>.</summary>
    public required string Resource { get; init; }
    public required string Singular { get; init; }
    public required string Kind { get; init; }
    public string ListKind { get; init; } = "";
    public required bool Namespaced { get; init; }
    public IReadOnlyList<string> Verbs { get; init; } = AllVerbs;
    public IReadOnlyList<string> ShortNames { get; init; } = [];
    public IReadOnlyList<string> Categories { get; init; } = [];
    public IReadOnlyList<SubresourceInfo> Subresources { get; init; } = [];

    /// <summary>Columns of <c>kubectl get</c>, without the name where the kind's own columns begin with it.</summary>
    public IReadOnlyList<ColumnInfo> Columns { get; init; } = [];

    /// <summary>The OpenAPI v3 schema, with the <c>x-kubernetes-*</c> list and map extensions.</summary>
    public required JsonObject Schema { get; init; }

    /// <summary>Field labels that field selectors may name, besides metadata.name and metadata.namespace.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    public required IObjectStrategy Strategy { get; init; }

    /// <summary>Whether a CustomResourceDefinition defines it.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Where its objects are stored: the same for all versions, and for both kinds of events.</summary>
    public required string StorageKey { get; init; }

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The qualified name in messages: <c>pods</c>, <c>roles.rbac.authorization.k8s.io</c>.</summary>
    public string QualifiedName => Group.Length == 0 ? Resource : $"{Resource}.{Group}";

    /// <summary>The qualified kind in messages: <c>Pod</c>, <c>Role.rbac.authorization.k8s.io</c>.</summary>
    public string QualifiedKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    public static readonly IReadOnlyList<string> AllVerbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public bool HasStatus => Subresources.Any(s => s.Name == "status");
}

/// <summary>A subresource as discovery lists it.</summary>
internal sealed record SubresourceInfo(string Name, string Kind, IReadOnlyList<string> Verbs, string Group = "", string Version = "");

/// <summary>A column: its definition as in a Table, and how a cell is read off an object.</summary>
internal sealed record ColumnInfo(
    string Name,
    string Type,
    string Format,
    string Description,
    int Priority,
    Func<JsonObject, JsonNode?> Cell);
