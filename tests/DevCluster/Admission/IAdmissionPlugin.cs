using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Admission;

/// <summary>The operation as admission names it.</summary>
internal enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}

/// <summary>One write on its way to storage.</summary>
/// <param name="Operation">What happens. Server-side apply of a new object is Create.</param>
/// <param name="Resource">The resource that was addressed.</param>
/// <param name="Subresource">For example <c>status</c>, or empty.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Name">The name; empty on create with generateName and on deletecollection.</param>
/// <param name="Object">The new object, which a mutating plugin may change in place; null on Delete and Connect without options.</param>
/// <param name="OldObject">The stored object on Update and Delete; must not be changed.</param>
/// <param name="Options">The CreateOptions, UpdateOptions, PatchOptions, DeleteOptions or PodExecOptions of the request.</param>
/// <param name="User">Who asks.</param>
/// <param name="DryRun">Whether nothing will be stored.</param>
/// <param name="Warnings">Warnings for the answer's headers; a plugin adds to it.</param>
internal sealed record AdmissionAttributes(
    AdmissionOperation Operation,
    ResourceInfo Resource,
    string Subresource,
    string Namespace,
    string Name,
    JsonObject? Object,
    JsonObject? OldObject,
    JsonObject? Options,
    UserInfo User,
    bool DryRun,
    IList<string> Warnings)
{
    /// <summary>Whether the mutating plugins run a second time, because a policy changed what earlier ones saw.</summary>
    public bool IsReinvocation { get; set; }

    /// <summary>Set by a plugin that wants that.</summary>
    public bool NeedsReinvocation { get; set; }
}

/// <summary>
/// A step of admission. All Mutate calls come first, in the order of the chain, then (after the object was defaulted and
/// validated) all Validate calls. A plugin refuses by throwing an <see cref="Http.ApiException"/>.
/// </summary>
internal interface IAdmissionPlugin
{
    void Mutate(AdmissionAttributes attributes) { }

    void Validate(AdmissionAttributes attributes) { }
}
