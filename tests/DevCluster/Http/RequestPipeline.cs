using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Http;

/// <summary>The way of a request: who is it, may they, what is it about, who answers.</summary>
internal sealed class RequestPipeline(
    ClusterContext cluster,
    Impersonation impersonation,
    ServerPaths paths,
    Reads reads,
    Writes writes,
    Subresources subresources)
{
    private static readonly string[] Known = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

    private readonly FaultInjection _faults = new(cluster);

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers["Audit-Id"] = cluster.Ids.Uid();
        http.Response.Headers.CacheControl = "no-cache, private";
        try
        {
            await AnswerAsync(http);
        }
        catch (ApiException e) when (!http.Response.HasStarted)
        {
            if (http.Items[nameof(WriteRequest.Warnings)] is List<string> warnings)
                Answers.Warn(http, warnings);
            await Answers.StatusAsync(http, e);
        }
        catch (OperationCanceledException)
        {
            http.Abort();
        }
        catch (Exception e) when (e is not ApiException && !http.Response.HasStarted)
        {
            cluster.Log($"{http.Request.Method} {http.Request.Path}: {e}");
            await Answers.StatusAsync(http, ApiErrors.InternalError(e.Message));
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var info = RequestInfo.Of(http.Request);
        var user = cluster.Authenticator.Authenticate(http.Connection.ClientCertificate, http.Request.Headers.Authorization.FirstOrDefault())
            ?? throw ApiErrors.Unauthorized();
        var attributes = info.IsResource
            ? new AuthorizationAttributes(user, info.Verb, info.Group, info.Version, info.Resource, info.Subresource, info.Namespace, info.Name)
            : new AuthorizationAttributes(user, info.Verb, Path: info.Path);
        user = impersonation.Apply(user, http.Request.Headers, attributes);
        attributes = attributes with { User = user };
        var decision = cluster.Authorizer.Authorize(attributes);
        if (!decision.Allowed)
            throw ForbiddenAnswer.To(attributes, decision.Reason);

        if (!info.IsResource)
        {
            await paths.AnswerAsync(http, info);
            return;
        }
        if (cluster.Resources.Find(info.Group, info.Version, info.Resource) is not { } resource)
        {
            await paths.AnswerUnknownAsync(http, info);
            return;
        }
        if (resource.Deprecation is { } deprecation)
            Answers.Warn(http, [deprecation]);
        if (await _faults.StrikeAsync(http, info, resource, user))
            return;
        await ResourceAsync(new ApiRequest(http, info, resource, user));
    }

    private Task ResourceAsync(ApiRequest request)
    {
        var (info, resource) = (request.Info, request.Resource);
        var isNamed = info.Subresource.Length > 0 || request.Http.Request.Path.Value!.TrimEnd('/').Split('/')[^1] != resource.Resource;
        var isCreateOnly = resource.Verbs.Count == 1;
        // Without a namespace there is only the list of all; a cluster-scoped resource is never below one.
        var isElsewhere = resource.Namespaced
            ? info.Namespace.Length == 0 && isNamed
            : info.Namespace.Length > 0 && resource.Resource != "namespaces";
        if (info.IsTooDeep || isElsewhere || (isCreateOnly && isNamed))
            return paths.AnswerUnknownAsync(request.Http, info);
        if (!Known.Contains(info.Verb) || HttpMethods.IsHead(request.Http.Request.Method))
            throw NotAllowed();
        if (info.Subresource.Length > 0)
            return subresources.AnswerAsync(request);
        if (resource.Namespaced && info.Namespace.Length == 0 && info.Verb is not ("list" or "watch") && !isCreateOnly)
            throw NotAllowed();
        if (info.Verb == "create" && isNamed || info.Verb is "update" or "patch" && !isNamed || !resource.Verbs.Contains(info.Verb))
            throw NotAllowed();
        return info.Verb switch
        {
            "get" => reads.GetAsync(request),
            "list" => reads.ListAsync(request),
            "watch" => reads.WatchAsync(request),
            "create" => writes.CreateAsync(request),
            "update" => writes.UpdateAsync(request),
            "patch" => writes.PatchAsync(request),
            "delete" => writes.DeleteAsync(request),
            _ => writes.DeleteCollectionAsync(request),
        };
    }

    private static ApiException NotAllowed() => ApiErrors.MethodNotAllowed("the server does not allow this method on the requested resource");
}
