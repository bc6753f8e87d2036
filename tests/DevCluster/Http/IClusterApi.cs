using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Http;

/// <summary>
/// The API for controllers and the node in this process: the pipeline of an HTTP request from admission on, as
/// <see cref="Security.UserInfo.System"/>. Resources are named <c>pods</c> or <c>roles.rbac.authorization.k8s.io</c>. Objects
/// that are returned are the caller's own. Errors are <see cref="ApiException"/>s.
/// </summary>
internal interface IClusterApi
{
    ResourceInfo Resource(string qualifiedName);

    /// <summary>The object, or null.</summary>
    JsonObject? Get(ResourceInfo resource, string ns, string name);

    /// <summary>All objects of a namespace, or of all.</summary>
    IReadOnlyList<JsonObject> List(ResourceInfo resource, string? ns = null);

    JsonObject Create(ResourceInfo resource, string ns, JsonObject value);

    /// <summary>
    /// Replaces the object or, with <paramref name="subresource"/> (<c>status</c>, <c>finalize</c>), that part of it. A pod's
    /// <c>binding</c> sets <c>spec.nodeName</c>, which nothing else may.
    /// </summary>
    JsonObject Update(ResourceInfo resource, string ns, JsonObject value, string subresource = "");

    /// <summary>
    /// Reads, changes and writes until nobody was quicker. Returns null, and writes nothing, when the object is gone or
    /// <paramref name="change"/> says false. The field manager is <c>kube-controller-manager</c> unless another is named.
    /// </summary>
    JsonObject? Modify(ResourceInfo resource, string ns, string name, Func<JsonObject, bool> change, string subresource = "",
        string? manager = null);

    /// <summary>Deletes (or begins to); false when the object is gone or is another one than <paramref name="uid"/>.</summary>
    bool Delete(ResourceInfo resource, string ns, string name, string? uid = null, long? gracePeriodSeconds = null,
        string? propagationPolicy = null);

    /// <summary>Every object that exists as Added, then every change, without end.</summary>
    IAsyncEnumerable<StoreEvent> WatchAsync(ResourceInfo resource, CancellationToken cancellation);
}
