namespace SegmentOperator.DevCluster.Faults;

/// <summary>Which calls a fault is for; what is null matches all.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
/// <param name="Resource">The plural, with all its subresources, or one of them: <c>pods</c>, <c>segments/status</c>.</param>
/// <param name="User">The user's name, after impersonation.</param>
/// <param name="Namespace">The namespace.</param>
/// <param name="Name">The object's name.</param>
public sealed record FaultTarget(string? Verb = null, string? Resource = null, string? User = null, string? Namespace = null, string? Name = null)
{
    internal bool Matches(FaultRequest request) =>
        Fits(Verb, request.Verb) && Fits(User, request.User) && Fits(Namespace, request.Namespace) && Fits(Name, request.Name) &&
        (Fits(Resource, request.Resource) || Resource == $"{request.Resource}/{request.Subresource}");

    private static bool Fits(string? asked, string actual) => asked is null || asked == actual;
}
