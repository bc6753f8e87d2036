using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>How the objects of one resource come to be: what a client cannot set, what is filled in, what is right.</summary>
internal interface IObjectStrategy
{
    /// <summary>Drops fields the kind does not know; returns their paths for fieldValidation (Strict refuses, Warn warns).</summary>
    IReadOnlyList<string> DropUnknownFields(JsonObject value);

    /// <summary>Fills defaults in. Must be idempotent.</summary>
    void Default(JsonObject value);

    /// <summary>Removes what a creator cannot set (status) and sets the generation where the kind has one.</summary>
    void PrepareForCreate(JsonObject value, UserInfo user);

    /// <summary>Restores what this (sub)resource does not write, and counts the generation up when the spec changed.</summary>
    void PrepareForUpdate(JsonObject value, JsonObject old, string subresource);

    /// <summary>Marks an object that is not deleted at once as being deleted, beyond its metadata.</summary>
    void PrepareForDelete(JsonObject value, DateTimeOffset now)
    {
    }

    /// <summary>How long a deleted object may go on before it goes; 0 for at once.</summary>
    long GracePeriod(JsonObject value, long? asked) => 0;

    /// <summary>Whether deleted objects are never given time.</summary>
    bool IsImmediate => true;

    /// <summary>Whether a deletion answers with the object rather than with a Status.</summary>
    bool ReturnsDeleted => false;

    /// <summary>The paths below which a write through the main resource or a subresource owns nothing.</summary>
    IReadOnlyList<string> ResetFields(string subresource) => [];

    IEnumerable<FieldError> ValidateCreate(JsonObject value);

    IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource);

    /// <summary>Warnings about an object that was created, or changed from an old one.</summary>
    IEnumerable<string> Warnings(JsonObject value, JsonObject? old) => [];

    /// <summary>Whether finalizers of the kind's own (a namespace's <c>spec.finalizers</c>) still hold the object.</summary>
    bool IsHeld(JsonObject value) => false;
}
