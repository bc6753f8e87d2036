using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>The compiled <c>openAPIV3Schema</c> of one version of a CustomResourceDefinition.</summary>
internal interface IStructuralSchema : IObjectValidator
{
    /// <summary>Removes what the schema does not know; returns the removed paths, <c>spec.colour</c>, in document order.</summary>
    IReadOnlyList<string> Prune(JsonObject value);

    /// <summary>Fills defaults in.</summary>
    void Default(JsonObject value);
}
