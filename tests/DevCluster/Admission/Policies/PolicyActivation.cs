using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Security.Reviews;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>The values that a policy's expressions see for one write and one parameter. Variables are evaluated when they are first read.</summary>
internal sealed class PolicyActivation : ICelActivation
{
    private readonly Dictionary<string, CelValue> _values = new(StringComparer.Ordinal);

    public PolicyActivation(CompiledPolicy policy, AdmissionAttributes attributes, JsonObject? ns, JsonNode? parameters, IAuthorizer authorizer, CelCostBudget budget)
    {
        var isConnect = attributes.Operation == AdmissionOperation.Connect;
        _values["object"] = CelJson.FromNode(attributes.Object ?? (isConnect ? attributes.Options : null));
        _values["oldObject"] = CelJson.FromNode(attributes.OldObject);
        _values["request"] = CelJson.FromNode(Request(attributes), PolicyEnvironment.TypeOfRequest);
        _values["namespaceObject"] = ns is null ? CelValue.Null : CelJson.FromNode(Shown(ns), PolicyEnvironment.TypeOfNamespace);
        _values["params"] = CelJson.FromNode(parameters);
        var asked = new PolicyAuthorizer(authorizer, attributes.User);
        _values["authorizer"] = CelAuthorizer.Value(asked);
        _values["authorizer.requestResource"] = CelAuthorizer.RequestResource(asked, new CelAuthorizationQuery("")
        {
            Group = attributes.Resource.Group,
            Resource = attributes.Resource.Resource,
            Subresource = attributes.Subresource,
            Namespace = attributes.Namespace,
            Name = attributes.Name,
        });
        _values["variables"] = CelValue.Of(new LazyVariables(policy, this, budget));
    }

    public bool TryFind(string name, out CelValue value) => _values.TryGetValue(name, out value);

    private static JsonObject Request(AdmissionAttributes attributes)
    {
        var resource = attributes.Resource;
        JsonObject Kind() => new() { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind };
        JsonObject Plural() => new() { ["group"] = resource.Group, ["version"] = resource.Version, ["resource"] = resource.Resource };
        var request = new JsonObject
        {
            ["kind"] = Kind(),
            ["resource"] = Plural(),
            ["requestKind"] = Kind(),
            ["requestResource"] = Plural(),
            ["operation"] = attributes.Operation.ToString().ToUpperInvariant(),
            ["userInfo"] = Reviews.Write(attributes.User),
            ["dryRun"] = attributes.DryRun,
            ["options"] = attributes.Options?.DeepClone(),
        };
        foreach (var (key, text) in new[]
        {
            ("subResource", attributes.Subresource), ("requestSubResource", attributes.Subresource), ("name", attributes.Name), ("namespace", attributes.Namespace),
        })
        {
            if (text.Length > 0)
                request[key] = text;
        }

        return request;
    }

    private static JsonObject Shown(JsonObject ns)
    {
        var shown = ns.Clone();
        shown.Meta().Remove("managedFields");
        shown.Meta().Remove("ownerReferences");
        return shown;
    }

    /// <summary>The policy's variables as the fields of <c>variables</c>.</summary>
    private sealed class LazyVariables(CompiledPolicy policy, PolicyActivation activation, CelCostBudget budget) : CelMap
    {
        private readonly Dictionary<string, CelValue> _known = new(StringComparer.Ordinal);

        public override int Count => policy.Variables.Count;

        public override IEnumerable<CelValue> Keys => policy.Variables.Keys.Select(CelValue.Of);

        public override bool TryGet(CelValue key, out CelValue value)
        {
            value = default;
            return key.Kind == CelKind.String && TryGet(key.AsString(), out value);
        }

        public override bool TryGet(string key, out CelValue value)
        {
            if (_known.TryGetValue(key, out value))
                return true;
            if (!policy.Variables.TryGetValue(key, out var compilation))
                return false;
            value = compilation.Program?.Evaluate(activation, budget) ?? CelValue.Error(compilation.IssueText);
            if (value.IsError)
                value = CelValue.Error($"composited variable \"{key}\" fails to evaluate: {value.ErrorMessage}");
            _known[key] = value;
            return true;
        }
    }

    private sealed class PolicyAuthorizer(IAuthorizer authorizer, UserInfo user) : ICelAuthorizer
    {
        public CelAuthorizationAnswer Authorize(CelAuthorizationQuery query)
        {
            var subject = query.ServiceAccount is { } account
                ? new UserInfo(ServiceAccountNames.Username(account.Namespace, account.Name), "",
                    [.. ServiceAccountNames.Groups(account.Namespace), "system:authenticated"], UserInfo.NoExtra)
                : user;
            var decision = authorizer.Authorize(query.Path is { } path
                ? new AuthorizationAttributes(subject, query.Verb, Path: path)
                : new AuthorizationAttributes(subject, query.Verb, query.Group, "*", query.Resource, query.Subresource, query.Namespace, query.Name));
            return new CelAuthorizationAnswer(decision.Allowed, decision.Reason);
        }
    }
}
