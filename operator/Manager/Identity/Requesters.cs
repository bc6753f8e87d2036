using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Identity;

/// <summary>Who stands behind a request. Pure.</summary>
internal static class Requesters
{
    /// <summary>What a signer is called who used a key.</summary>
    private const string KeyPrefix = "key sha256:";

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
        // A key names nobody: only a certificate tells who signed.
        return author is null || author.StartsWith(KeyPrefix, StringComparison.Ordinal) ? null : new() { Username = author };
    }
}
