using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission;
using SegmentOperator.DevCluster.Patching.Ownership;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>
/// The way of a write after decoding: ownership, admission, the kind's own rules, validation, admission again, storage. The
/// same for requests and for the controllers in this process.
/// </summary>
internal sealed class ObjectEngine(ClusterContext cluster, IReadOnlyList<IAdmissionPlugin> admission)
{
    private const int Attempts = 8;

    /// <summary>Drops unknown fields and fills defaults in; says or refuses what was dropped.</summary>
    public static void Decode(WriteRequest request, JsonObject value, IEnumerable<string>? duplicates = null)
    {
        var strategy = request.Resource.Strategy;
        List<string> problems = [.. duplicates ?? [], .. strategy.DropUnknownFields(value).Select(path => $"unknown field \"{path}\"")];
        if (problems.Count > 0 && request.FieldValidation == "Strict")
        {
            var kind = request.Resource.Kind;
            var yaml = problems[0].StartsWith("line ", StringComparison.Ordinal) ? "yaml: unmarshal errors:\n  " : "";
            throw ApiErrors.BadRequest($"{kind} in version \"{request.Resource.Version}\" cannot be handled as a {kind}: " +
                $"strict decoding error: {yaml}{string.Join(", ", problems)}");
        }
        if (request.FieldValidation == "Warn")
            request.Warnings.AddRange(problems);
        strategy.Default(value);
    }

    /// <summary>Stores a new object, already decoded.</summary>
    /// <param name="request">What is created.</param>
    /// <param name="value">The object; given away.</param>
    /// <param name="apply">Whether it brings its managed fields with it.</param>
    public JsonObject Create(WriteRequest request, JsonObject value, bool apply = false)
    {
        ObjectIdentity.CheckNamespace(request, value);
        ObjectIdentity.MergeOwners(request, value);
        if (!apply && value.Text("metadata", "resourceVersion") is not (null or "" or "0"))
            throw ApiErrors.Of(500, "", "resourceVersion should not be set on objects to be created");
        var (resource, strategy) = (request.Resource, request.Resource.Strategy);
        if (!apply)
            FieldManagerOf(request).Update(Nothing(resource), value, request.Manager);
        var attributes = Attributes(request with { Name = value.Name() }, AdmissionOperation.Create, value, null);
        admission.Mutate(attributes);
        for (var attempt = 1; ; attempt++)
        {
            var isGenerated = ObjectIdentity.Identify(request, value, cluster);
            strategy.PrepareForCreate(value, request.User);
            Refuse(resource, value.Name(), strategy.ValidateCreate(value));
            request.Warnings.AddRange(strategy.Warnings(value, null));
            attributes = attributes with { Name = value.Name() };
            foreach (var plugin in admission)
                plugin.Validate(attributes);
            var existing = cluster.Store.Get(resource.StorageKey, request.Namespace, value.Name());
            if (existing is null)
            {
                if (request.DryRun)
                    return value;
                var kept = resource.Keep(value.Clone());
                if (cluster.Store.Create(resource.StorageKey, request.Namespace, value.Name(), kept) is { } stored)
                    return resource.Show(stored.Value);
            }
            // A generated name that is taken is thrown again.
            if (value.Text("metadata", "generateName") is not { Length: > 0 } || attempt == Attempts || !isGenerated)
                throw AlreadyExists(resource, value.Name(), existing);
            value.Meta()["name"] = "";
        }
    }

    public bool Exists(WriteRequest request) => cluster.Store.Get(request.Resource.StorageKey, request.Namespace, request.Name) is not null;

    /// <summary>Who updates what is not there must be allowed to create it.</summary>
    public void RequireCreate(RequestInfo info, ResourceInfo resource, UserInfo user)
    {
        var attributes = new AuthorizationAttributes(user, "create", info.Group, info.Version, resource.Resource, "", info.Namespace, info.Name);
        if (cluster.Authorizer.Authorize(attributes) is { Allowed: false } decision)
            throw ForbiddenAnswer.To(attributes, decision.Reason);
    }

    /// <summary>Changes an object.</summary>
    /// <param name="request">What is changed.</param>
    /// <param name="change">Makes the new object of the current one, which it must not touch; the result is decoded.</param>
    /// <param name="isReplacement">Whether the result came from the client as a whole (PUT), and is not retried.</param>
    /// <param name="apply">Whether the change brings its managed fields with it.</param>
    public JsonObject Update(WriteRequest request, Func<JsonObject, JsonObject> change, bool isReplacement = false, bool apply = false)
    {
        var resource = request.Resource;
        for (var attempt = 1; ; attempt++)
        {
            var stored = cluster.Store.Get(resource.StorageKey, request.Namespace, request.Name)
                ?? throw ApiErrors.NotFound(resource, request.Name);
            var live = resource.Show(stored.Value);
            var value = change(live);
            ObjectIdentity.CheckIdentity(request, value, live, isReplacement);
            ObjectIdentity.MergeOwners(request, value);
            var pinned = ObjectIdentity.CheckVersion(request, value, stored, isReplacement);
            if (!apply)
                FieldManagerOf(request).Update(live, value, request.Manager);
            Admit(request, value, live);
            if (IsSame(value, live))
                return live;
            if (request.DryRun || request.OnlyJudge)
                return value;
            if (Write(resource, stored, value) is { } written)
                return written;
            if (attempt >= Attempts || pinned)
                throw ApiErrors.Modified(resource, request.Name);
        }
    }

    /// <summary>Deletes an object, or begins to.</summary>
    /// <returns>The object, and whether it is gone.</returns>
    public (JsonObject Value, bool IsGone) Delete(WriteRequest request, DeleteOptions options)
    {
        var (resource, strategy) = (request.Resource, request.Resource.Strategy);
        for (var attempt = 1; ; attempt++)
        {
            var stored = cluster.Store.Get(resource.StorageKey, request.Namespace, request.Name)
                ?? throw ApiErrors.NotFound(resource, request.Name);
            var live = resource.Show(stored.Value);
            ObjectDeletion.CheckPreconditions(resource, live, options);
            var attributes = Attributes(request, AdmissionOperation.Delete, null, live);
            admission.Mutate(attributes);
            foreach (var plugin in admission)
                plugin.Validate(attributes);
            if (request.DryRun)
                return (live, !strategy.ReturnsDeleted);
            var value = live.Clone();
            if (!ObjectDeletion.Mark(value, strategy, options, cluster.Time.GetUtcNow()))
            {
                if (cluster.Store.Delete(resource.StorageKey, request.Namespace, request.Name, stored.Revision) is { } gone)
                {
                    var last = resource.Show(gone.Value);
                    if (!strategy.IsImmediate)
                        ObjectDeletion.CopyMark(value.Meta(), last.Meta());
                    return (last, true);
                }
            }
            else if (JsonNode.DeepEquals(value, live))
            {
                return (live, false);
            }
            else if (cluster.Store.Update(resource.StorageKey, request.Namespace, request.Name, stored.Revision, resource.Keep(value)) is { } marked)
            {
                return (resource.Show(marked.Value), false);
            }
            if (attempt == Attempts)
                throw ApiErrors.Modified(resource, request.Name);
        }
    }

    public FieldManager FieldManagerOf(WriteRequest request) => new(request.Resource, request.Subresource, cluster.Time);

    /// <summary>What is owned before anything is set: an object of the kind that says nothing.</summary>
    public static JsonObject Nothing(ResourceInfo resource) => resource.IsCustom
        ? new JsonObject { ["apiVersion"] = resource.ApiVersion, ["kind"] = resource.Kind }
        : TypedDecoder.EmptyStruct(resource.Type);

    /// <summary>Runs connect requests (exec, attach) through admission.</summary>
    public void Connect(WriteRequest request)
    {
        var attributes = Attributes(request, AdmissionOperation.Connect, request.Options, null);
        admission.Mutate(attributes);
        foreach (var plugin in admission)
            plugin.Validate(attributes);
    }

    /// <summary>Runs the creation of what is answered and not stored (a token) through admission.</summary>
    public void AdmitCreation(WriteRequest request, JsonObject value)
    {
        var attributes = Attributes(request, AdmissionOperation.Create, value, null);
        foreach (var plugin in admission)
            plugin.Mutate(attributes);
        foreach (var plugin in admission)
            plugin.Validate(attributes);
    }

    private void Admit(WriteRequest request, JsonObject value, JsonObject live)
    {
        var strategy = request.Resource.Strategy;
        var attributes = Attributes(request, AdmissionOperation.Update, value, live);
        admission.Mutate(attributes);
        strategy.PrepareForUpdate(value, live, request.Subresource);
        ObjectIdentity.KeepSystemFields(value.Meta(), live.Meta());
        Refuse(request.Resource, request.Name, strategy.ValidateUpdate(value, live, request.Subresource));
        foreach (var warning in strategy.Warnings(value, live).Except(request.Warnings).ToList())
            request.Warnings.Add(warning);
        foreach (var plugin in admission)
            plugin.Validate(attributes);
    }

    private AdmissionAttributes Attributes(WriteRequest request, AdmissionOperation operation, JsonObject? value, JsonObject? old) =>
        new(operation, request.Resource, request.Subresource, request.Namespace, request.Name, value, old, request.Options,
            request.User, request.DryRun, request.Warnings);

    /// <summary>Stores the object, or removes it when nothing holds it back from its deletion any more.</summary>
    private JsonObject? Write(ResourceInfo resource, StoredObject stored, JsonObject value)
    {
        var kept = resource.Keep(value.Clone());
        var (ns, name) = (stored.Namespace, stored.Name);
        var isDone = value.IsDeleting() && value.At("metadata", "finalizers") is not JsonArray { Count: > 0 } &&
            (value.Number("metadata", "deletionGracePeriodSeconds") ?? 0) == 0 && !resource.Strategy.IsHeld(value);
        if (!isDone)
            return cluster.Store.Update(resource.StorageKey, ns, name, stored.Revision, kept) is { } written ? resource.Show(written.Value) : null;
        value.Meta()["resourceVersion"] = stored.Revision.ToString();
        return cluster.Store.Delete(resource.StorageKey, ns, name, stored.Revision) is null ? null : value;
    }

    private static void Refuse(ResourceInfo resource, string name, IEnumerable<FieldError> errors)
    {
        var found = errors.ToList();
        if (found.Count > 0)
            throw ApiErrors.Invalid(resource, name, found);
    }

    private static ApiException AlreadyExists(ResourceInfo resource, string name, StoredObject? existing) => existing?.Value.IsDeleting() == true
        ? ApiErrors.Of(409, "AlreadyExists", $"object is being deleted: {resource.QualifiedName} \"{name}\" already exists", ApiErrors.Details(resource, name))
        : ApiErrors.AlreadyExists(resource, name);

    /// <summary>Whether a change changes nothing but the time of an owner's entry.</summary>
    private static bool IsSame(JsonObject value, JsonObject live)
    {
        var (one, other) = (Timeless(value), Timeless(live));
        return JsonNode.DeepEquals(one, other);
    }

    private static JsonObject Timeless(JsonObject value)
    {
        var copy = value.Clone();
        foreach (var entry in copy.Objects("metadata", "managedFields"))
            entry.Remove("time");
        return copy;
    }
}
