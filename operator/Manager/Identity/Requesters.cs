using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Identity;

/// <summary>Who stands behind a request. Pure.</summary>
internal static class Requesters
{
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>Whether the segment names the identity as an account that creates requests on behalf of people.</summary>
    public static bool IsSyncAccount(Segment segment, UserIdentity identity) =>
        segment.Spec.Authentication is { } authentication && authentication.SyncAccounts.Any(account => Personas.IsMatch(account, identity));

    public static bool IsServiceAccount(string username) => username.StartsWith(ServiceAccountPrefix, StringComparison.Ordinal);

    /// <summary>
    /// The person or service whose wish a deployment is: the creator, or, where a sync account created the request, whoever the artifact's
    /// provenance names. Null while that is not known.
    /// </summary>
    public static UserIdentity? Of(Segment segment, UserIdentity creator, ArtifactStatus? artifact)
    {
        if (!IsSyncAccount(segment, creator))
            return creator;
        var author = artifact?.Provenance?.SignedBy;
        return author is null ? null : new() { Username = author };
    }
}
