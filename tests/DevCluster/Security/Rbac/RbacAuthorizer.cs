namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>Allows what system:masters asks for and what a role binding allows, and nothing else.</summary>
internal sealed class RbacAuthorizer(RuleResolver rules) : IAuthorizer
{
    public AuthorizationDecision Authorize(AuthorizationAttributes attributes)
    {
        if (attributes.User.IsMaster)
            return new AuthorizationDecision(true, "");
        List<string> errors = [];
        foreach (var granted in rules.RulesFor(attributes.User, attributes.Namespace))
        {
            if (granted.Error.Length > 0 && !errors.Contains(granted.Error))
                errors.Add(granted.Error);
            if (granted.Rule?.Allows(attributes) == true)
                return new AuthorizationDecision(true, $"RBAC: allowed by {granted.Source}");
        }

        return new AuthorizationDecision(false, errors.Count switch
        {
            0 => "",
            1 => $"RBAC: {errors[0]}",
            _ => $"RBAC: [{string.Join(", ", errors)}]",
        });
    }
}
