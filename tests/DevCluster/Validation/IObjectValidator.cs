using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>The rules of one kind beyond what every object's metadata obeys. Throws nothing: findings are returned, in order.</summary>
internal interface IObjectValidator
{
    /// <summary>What is wrong with a new object, already defaulted.</summary>
    IEnumerable<FieldError> ValidateCreate(JsonObject value);

    /// <summary>What is wrong with a change.</summary>
    /// <param name="subresource">Empty, or <c>status</c>.</param>
    IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource);

    /// <summary>Warnings for a client that sends this object (deprecated fields, duplicate environment variables).</summary>
    IEnumerable<string> Warnings(JsonObject value) => [];
}
