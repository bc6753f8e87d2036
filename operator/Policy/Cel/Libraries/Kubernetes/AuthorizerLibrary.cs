using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>Checks of what a user may do, answered by the <see cref="ICelAuthorizer"/> behind the variable.</summary>
internal sealed class AuthorizerLibrary : CelLibrary
{
    /// <summary>What Kubernetes charges for a check, which may call a webhook.</summary>
    private const long CheckCost = 350_000;

    private static readonly CelType T = CelType.String;
    private static readonly CelType Authorizer = CelAuthorizer.Type;
    private static readonly CelType Path = CelType.Opaque("kubernetes.authorization.PathCheck");
    private static readonly CelType Group = CelType.Opaque("kubernetes.authorization.GroupCheck");
    private static readonly CelType Resource = CelAuthorizer.ResourceCheckType;
    private static readonly CelType Decision = CelType.Opaque("kubernetes.authorization.Decision");

    public override IEnumerable<CelType> Types => [Authorizer, Path, Group, Resource, Decision];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("path", Member("authorizer_path", Authorizer, T, Path, (a, p) => string.IsNullOrWhiteSpace(p.AsString())
            ? CelValue.Error("path must not be empty")
            : Next(a, Path, q => q with { Path = p.AsString() }))),
        new("group", Member("authorizer_group", Authorizer, T, Group, (a, g) => Next(a, Group, q => q with { Group = g.AsString() }))),
        new("serviceAccount", Member("authorizer_serviceaccount", [Authorizer, T, T], Authorizer, a => ServiceAccount(a[0], a[1].AsString(), a[2].AsString()))),
        new("resource", Member("groupcheck_resource", Group, T, Resource, (g, r) => string.IsNullOrWhiteSpace(r.AsString())
            ? CelValue.Error("resource must not be empty")
            : Next(g, Resource, q => q with { Resource = r.AsString() }))),
        OnResource("subresource", (q, v) => q with { Subresource = v }),
        OnResource("namespace", (q, v) => q with { Namespace = v }),
        OnResource("name", (q, v) => q with { Name = v }),
        OnResource("fieldSelector", (q, v) => q with { FieldSelector = v }),
        OnResource("labelSelector", (q, v) => q with { LabelSelector = v }),
        new(
            "check",
            Member("pathcheck_check", Path, T, Decision, Check).WithCost(_ => CheckCost),
            Member("resourcecheck_check", Resource, T, Decision, Check).WithCost(_ => CheckCost)),
        new("allowed", Member("decision_allowed", Decision, CelType.Bool, d => CelValue.Of(Answer(d).Allowed))),
        new("reason", Member("decision_reason", Decision, T, d => CelValue.Of(Answer(d).Reason))),
        new("errored", Member("decision_errored", Decision, CelType.Bool, d => CelValue.Of(Answer(d).Error is not null))),
        new("error", Member("decision_error", Decision, T, d => CelValue.Of(Answer(d).Error ?? ""))),
    ];

    private static CelFunction OnResource(string name, Func<CelAuthorizationQuery, string, CelAuthorizationQuery> set) =>
        new(name, Member($"resourcecheck_{name}", Resource, T, Resource, (r, v) => Next(r, Resource, q => set(q, v.AsString()))));

    private static CelValue Next(in CelValue check, CelType type, Func<CelAuthorizationQuery, CelAuthorizationQuery> change)
    {
        var current = (AuthorizationCheck)check.AsOpaque();
        return CelValue.Of(new AuthorizationCheck(type, current.Authorizer, change(current.Query)));
    }

    private static CelValue ServiceAccount(in CelValue authorizer, string @namespace, string name)
    {
        if (NameFormats.Subdomain(name, prefix: false).Count > 0)
            return CelValue.Error("Invalid service account name");
        if (NameFormats.Label(@namespace, prefix: false).Count > 0)
            return CelValue.Error("Invalid service account namespace");
        return Next(authorizer, Authorizer, q => q with { ServiceAccount = (@namespace, name) });
    }

    private static CelValue Check(CelValue check, CelValue verb)
    {
        var current = (AuthorizationCheck)check.AsOpaque();
        var answer = current.Authorizer.Authorize(current.Query with { Verb = verb.AsString() });
        return CelValue.Of(new AuthorizationDecision(Decision, answer));
    }

    private static CelAuthorizationAnswer Answer(in CelValue decision) => ((AuthorizationDecision)decision.AsOpaque()).Answer;
}

/// <summary>A check that is being put together.</summary>
internal sealed class AuthorizationCheck(CelType type, ICelAuthorizer authorizer, CelAuthorizationQuery query) : CelOpaque
{
    public override CelType Type => type;

    public ICelAuthorizer Authorizer => authorizer;

    public CelAuthorizationQuery Query => query;
}

/// <summary>The outcome of a check.</summary>
internal sealed class AuthorizationDecision(CelType type, CelAuthorizationAnswer answer) : CelOpaque
{
    public override CelType Type => type;

    public CelAuthorizationAnswer Answer => answer;
}
