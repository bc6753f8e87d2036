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

    private string Now => cluster.Time.GetUtcNow().ToTime();

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
        CheckNamespace(request, value);
        if (!apply && value.Text("metadata", "resourceVersion") is not (null or "" or "0"))
            throw ApiErrors.Of(500, "", "resourceVersion should not be set on objects to be created");
        var (resource, strategy) = (request.Resource, request.Resource.Strategy);
        if (!apply)
            FieldManagerOf(request).Update(Nothing(resource), value, request.Manager);
        var attributes = Attributes(request with { Name = value.Name() }, AdmissionOperation.Create, value, null);
        admission.Mutate(attributes);
        for (var attempt = 1; ; attempt++)
        {
            var isGenerated = Identify(request, value);
            strategy.PrepareForCreate(value, request.User);
            Refuse(resource, value.Name(), strategy.ValidateCreate(value));
            request.Warnings.AddRange(strategy.Warnings(value));
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
            CheckIdentity(request, value, live, isReplacement);
            var pinned = CheckVersion(request, value, stored, isReplacement);
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
            CheckPreconditions(resource, live, options);
            var attributes = Attributes(request, AdmissionOperation.Delete, null, live);
            admission.Mutate(attributes);
            foreach (var plugin in admission)
                plugin.Validate(attributes);
            if (request.DryRun)
                return (live, !strategy.ReturnsDeleted);
            var value = live.Clone();
            if (!Mark(value, strategy, options))
            {
                if (cluster.Store.Delete(resource.StorageKey, request.Namespace, request.Name, stored.Revision) is { } gone)
                {
                    var last = resource.Show(gone.Value);
                    if (!strategy.IsImmediate)
                        CopyMark(value.Meta(), last.Meta());
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
        KeepSystemFields(value.Meta(), live.Meta());
        Refuse(request.Resource, request.Name, strategy.ValidateUpdate(value, live, request.Subresource));
        foreach (var warning in strategy.Warnings(value).Except(request.Warnings).ToList())
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

    /// <summary>Gives the object its name, uid and time of birth. Says whether the name was thrown.</summary>
    private bool Identify(WriteRequest request, JsonObject value)
    {
        var meta = value.Meta();
        var isGenerated = string.IsNullOrEmpty(meta.Text("name")) && !string.IsNullOrEmpty(meta.Text("generateName"));
        if (isGenerated)
        {
            var prefix = meta.Text("generateName")!;
            meta["name"] = (prefix.Length > 58 ? prefix[..58] : prefix) + cluster.Ids.NameSuffix();
        }
        if (request.Namespace.Length > 0)
            meta["namespace"] = request.Namespace;
        foreach (var name in new[] { "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "resourceVersion" })
            meta.Remove(name);
        meta["uid"] = cluster.Ids.Uid();
        meta["creationTimestamp"] = Now;
        return isGenerated;
    }

    private static void CheckNamespace(WriteRequest request, JsonObject value)
    {
        var ns = value.Namespace();
        if (request.Namespace.Length == 0)
            value.Meta().Remove("namespace");
        else if (ns.Length > 0 && ns != request.Namespace)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    private static void CheckIdentity(WriteRequest request, JsonObject value, JsonObject live, bool isReplacement)
    {
        var meta = value.Meta();
        if (string.IsNullOrEmpty(meta.Text("name")))
        {
            if (isReplacement && request.Subresource.Length == 0)
                throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
            meta["name"] = request.Name;
        }
        if (meta.Text("name") != request.Name)
            throw ApiErrors.BadRequest($"the name of the object ({meta.Text("name")}) does not match the name on the URL ({request.Name})");
        CheckNamespace(request, value);
        if (request.Namespace.Length > 0)
            meta["namespace"] = request.Namespace;
        var uid = meta.Text("uid");
        if (string.IsNullOrEmpty(uid))
            meta["uid"] = live.Uid();
        else if (isReplacement && uid != live.Uid())
            throw ApiErrors.Conflict(request.Resource, request.Name, "StorageError: invalid object, Code: 4, Key: " +
                $"/registry/{request.Resource.Resource}/{request.Namespace}/{request.Name}, ResourceVersion: 0, AdditionalErrorMsg: " +
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {live.Uid()}");
    }

    /// <summary>Says whether the client named the version it changes.</summary>
    private static bool CheckVersion(WriteRequest request, JsonObject value, StoredObject stored, bool isReplacement)
    {
        var version = value.Text("metadata", "resourceVersion") ?? "";
        if (version.Length is 0 || version == "0")
        {
            if (isReplacement && request.Resource.IsCustom)
            {
                throw ApiErrors.Of(422, "Invalid", $"{request.Resource.QualifiedName} \"{request.Name}\" is invalid: " +
                    "metadata.resourceVersion: Invalid value: 0: must be specified for an update",
                    Unversioned(request.Resource, request.Name));
            }
            value.Meta()["resourceVersion"] = stored.Revision.ToString();
            return false;
        }
        if (!ulong.TryParse(version, out var revision))
            throw ApiErrors.Of(500, "", $"strconv.ParseUint: parsing {GoText.Quote(version)}: invalid syntax");
        if ((long)revision != stored.Revision)
            throw ApiErrors.Modified(request.Resource, request.Name);
        return isReplacement;
    }

    private static JsonObject Unversioned(ResourceInfo resource, string name)
    {
        var details = ApiErrors.Details(resource, name);
        details["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "FieldValueInvalid",
            ["message"] = "Invalid value: 0: must be specified for an update",
            ["field"] = "metadata.resourceVersion",
        });
        return details;
    }

    /// <summary>What a client cannot change is taken over without complaint.</summary>
    private static void KeepSystemFields(JsonObject meta, JsonObject old)
    {
        foreach (var name in new[] { "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds" })
        {
            if (old[name] is { } kept)
                meta[name] = kept.DeepClone();
        }
        meta.Remove("selfLink");
    }

    private static void CheckPreconditions(ResourceInfo resource, JsonObject live, DeleteOptions options)
    {
        var name = live.Name();
        string? why = null;
        if (options.Uid is { } uid && uid != live.Uid())
            why = $"the UID in the precondition ({uid}) does not match the UID in record ({live.Uid()}). The object might have been deleted and then recreated";
        else if (options.ResourceVersion is { } version && version != live.Text("metadata", "resourceVersion"))
            why = $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record " +
                $"({live.Text("metadata", "resourceVersion")}). The object might have been modified";
        if (why is not null)
        {
            throw ApiErrors.Of(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedKind} \"{name}\": {why}",
                new JsonObject { ["name"] = name, ["kind"] = resource.Kind });
        }
    }

    /// <summary>Marks an object as being deleted; false when nothing holds it.</summary>
    private bool Mark(JsonObject value, IObjectStrategy strategy, DeleteOptions options)
    {
        var meta = value.Meta();
        if (strategy.IsHeld(value))
        {
            if (!value.IsDeleting())
            {
                meta["deletionTimestamp"] = Now;
                strategy.PrepareForDelete(value, cluster.Time.GetUtcNow());
            }
            return true;
        }
        SetPropagation(meta, options.PropagationPolicy);
        var grace = strategy.GracePeriod(value, options.GracePeriodSeconds);
        var isHeld = meta["finalizers"] is JsonArray { Count: > 0 };
        var current = meta.Number("deletionGracePeriodSeconds");
        // A deletion that is under way may only be made shorter.
        var isUnderWay = value.IsDeleting();
        if (isUnderWay && (grace >= (current ?? 0) || options.GracePeriodSeconds is null) && (isHeld || current > 0))
            return true;
        if (meta.Number("generation") is > 0 and var generation && !isUnderWay)
            meta["generation"] = generation + 1;
        meta["deletionTimestamp"] = cluster.Time.GetUtcNow().AddSeconds(grace).ToTime();
        meta["deletionGracePeriodSeconds"] = grace;
        return isHeld || grace > 0;
    }

    /// <summary>A kind that may be given time says when it went, also when it went at once.</summary>
    private static void CopyMark(JsonObject marked, JsonObject last)
    {
        foreach (var name in new[] { "generation", "deletionTimestamp", "deletionGracePeriodSeconds" })
            last[name] = marked[name]?.DeepClone();
    }

    private static void SetPropagation(JsonObject meta, string? policy)
    {
        if (policy is null)
            return;
        var finalizers = meta["finalizers"] as JsonArray ?? [];
        foreach (var other in finalizers.Where(f => f.Text() is "orphan" or "foregroundDeletion").ToList())
            finalizers.Remove(other);
        if (policy == "Orphan")
            finalizers.Add("orphan");
        else if (policy == "Foreground")
            finalizers.Add("foregroundDeletion");
        if (finalizers.Count == 0)
            meta.Remove("finalizers");
        else
            meta["finalizers"] = finalizers;
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
