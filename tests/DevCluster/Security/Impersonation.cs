using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security;

/// <summary>
/// Acting as somebody else by <c>Impersonate-*</c> headers. There are two ways to be allowed to: for certain requests only
/// (constrained impersonation, verbs <c>impersonate:MODE</c> and <c>impersonate-on:MODE:VERB</c>), or for all (the verb
/// <c>impersonate</c>).
/// </summary>
internal sealed class Impersonation(IAuthorizer authorizer)
{
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string NodePrefix = "system:node:";
    private const string Authentication = "authentication.k8s.io";
    private readonly ConcurrentDictionary<string, string> _lastMode = new(StringComparer.Ordinal);

    /// <summary>Who the request is made as; the requestor when it has no such headers.</summary>
    /// <param name="requestor">Who was authenticated.</param>
    /// <param name="headers">The request's headers.</param>
    /// <param name="request">What is asked for, by the requestor.</param>
    /// <exception cref="ApiException">403 when it is not allowed, 400 when no user is named.</exception>
    public UserInfo Apply(UserInfo requestor, IHeaderDictionary headers, AuthorizationAttributes request)
    {
        if (Wanted(headers) is not { } wanted)
            return requestor;
        var modes = Modes(wanted).ToList();
        if (_lastMode.TryGetValue(requestor.Username, out var last) && modes.Remove(last))
            modes.Insert(0, last);
        ApiException? refusal = null;
        foreach (var mode in modes)
        {
            try
            {
                Check(mode, requestor, wanted, request);
                _lastMode[requestor.Username] = mode;
                return Complete(wanted, mode);
            }
            catch (ApiException e)
            {
                refusal ??= e;
            }
        }

        throw refusal!;
    }

    private static UserInfo? Wanted(IHeaderDictionary headers)
    {
        var name = headers["Impersonate-User"].FirstOrDefault() ?? "";
        var uid = headers["Impersonate-Uid"].FirstOrDefault() ?? "";
        var groups = headers["Impersonate-Group"].Select(g => g ?? "").ToList();
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (header, values) in headers)
        {
            if (header.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
                extra[Uri.UnescapeDataString(header[ExtraPrefix.Length..].ToLowerInvariant())] = [.. values.Select(v => v ?? "")];
        }

        if (name.Length > 0)
            return new UserInfo(name, uid, groups, extra);
        if (uid.Length == 0 && groups.Count == 0 && extra.Count == 0)
            return null;
        var extraText = extra.Count == 0 ? "(nil)"
            : $"{{{string.Join(", ", extra.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{GoText.Quote(e.Key)}:{GoText.SliceLiteral(e.Value)}"))}}}";
        throw ApiErrors.BadRequest(
            $"requested &user.DefaultInfo{{Name:\"\", UID:{GoText.Quote(uid)}, Groups:{GoText.SliceLiteral(groups.Count == 0 ? null : groups)}, Extra:map[string][]string{extraText}}} without impersonating a user name");
    }

    /// <summary>The modes that are tried, in order; the empty one is the unconstrained.</summary>
    private static IEnumerable<string> Modes(UserInfo wanted)
    {
        var onlyName = wanted.Uid.Length == 0 && wanted.Groups.Count == 0 && wanted.Extra.Count == 0;
        if (Node(wanted.Username) is not null)
            return onlyName ? ["arbitrary-node", ""] : [""];
        if (ServiceAccountNames.Parse(wanted.Username) is not null)
            return onlyName ? ["serviceaccount", ""] : [""];
        return ["user-info", ""];
    }

    private static string? Node(string username) =>
        username.StartsWith(NodePrefix, StringComparison.Ordinal) && Names.Subdomain(username[NodePrefix.Length..]).Count == 0
            ? username[NodePrefix.Length..] : null;

    private void Check(string mode, UserInfo requestor, UserInfo wanted, AuthorizationAttributes request)
    {
        var constrained = mode.Length > 0;
        if (constrained)
            Demand(request with { User = requestor, Verb = $"impersonate-on:{mode}:{request.Verb}" });
        var verb = constrained ? $"impersonate:{mode}" : "impersonate";
        var userGroup = constrained ? Authentication : "";
        var named = new AuthorizationAttributes(requestor, verb, userGroup, "v1", "users", Name: wanted.Username);
        if (constrained && Node(wanted.Username) is { } node)
            named = named with { Resource = "nodes", Name = node };
        else if (ServiceAccountNames.Parse(wanted.Username) is { } account)
            named = named with { Resource = "serviceaccounts", Namespace = account.Namespace, Name = account.Name };
        Demand(named);
        if (wanted.Uid.Length > 0)
            Demand(new AuthorizationAttributes(requestor, verb, Authentication, "v1", "uids", Name: wanted.Uid));
        var groups = new AuthorizationAttributes(requestor, verb, userGroup, "v1", "groups");
        if (constrained && wanted.Groups.Contains(UserInfo.Masters))
            throw ForbiddenAnswer.To(groups, "impersonating the system:masters group is not allowed");
        foreach (var group in wanted.Groups)
            Demand(groups with { Name = group });
        foreach (var (key, values) in wanted.Extra)
        {
            foreach (var value in values)
                Demand(new AuthorizationAttributes(requestor, verb, Authentication, "v1", "userextras", key, Name: value));
        }
    }

    private void Demand(AuthorizationAttributes attributes)
    {
        var decision = authorizer.Authorize(attributes);
        if (!decision.Allowed)
            throw ForbiddenAnswer.To(attributes, decision.Reason);
    }

    /// <summary>Groups that follow from the name are added.</summary>
    private static UserInfo Complete(UserInfo wanted, string mode)
    {
        List<string> groups = [.. wanted.Groups];
        if (groups.Count == 0 && mode == "arbitrary-node")
            groups.Add("system:nodes");
        else if (groups.Count == 0 && ServiceAccountNames.Parse(wanted.Username) is { } account)
            groups.AddRange(ServiceAccountNames.Groups(account.Namespace));
        if (wanted.Username == "system:anonymous")
        {
            if (!groups.Contains("system:unauthenticated"))
                groups.Add("system:unauthenticated");
        }
        else if (!groups.Contains("system:unauthenticated") && !groups.Contains("system:authenticated"))
        {
            groups.Add("system:authenticated");
        }

        return wanted with { Groups = groups };
    }
}
