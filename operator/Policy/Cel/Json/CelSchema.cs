using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>Types from the structural schemas of CustomResourceDefinitions, with the rules that a kube-apiserver applies.</summary>
public static class CelSchema
{
    /// <summary>
    /// The type of what a structural OpenAPI v3 schema describes; null where an expression cannot reach it, because the schema
    /// does not say what it is. Fields carry Kubernetes' escapes (<c>__dot__</c>), text with format date-time, date, duration
    /// or byte becomes timestamp, duration or bytes, and int-or-string is dyn.
    /// </summary>
    /// <param name="schema">A structural schema: <c>type</c>, <c>properties</c>, <c>items</c> and so on.</param>
    /// <param name="isResourceRoot">Whether apiVersion, kind, metadata.name and metadata.generateName are there even if undeclared.</param>
    public static CelType? TypeOf(JsonObject schema, bool isResourceRoot = false) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>How an expression spells a property: itself, or escaped; null where no expression can.</summary>
    public static string? Escape(string propertyName) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>The property that an escaped name stands for; null where it is no valid escape.</summary>
    public static string? Unescape(string name) => throw new NotSupportedException("The CEL engine is being filled in");
}
