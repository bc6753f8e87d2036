using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Approvals;

/// <summary>Somebody who has no say in this matter: the requester, the subject, a signer of the artifact.</summary>
/// <param name="Username">The username; null where only a group is known.</param>
/// <param name="Uid">The uid: another account with this uid is the same person.</param>
/// <param name="Group">Everybody in this group.</param>
/// <param name="Why">In words: the requester.</param>
internal sealed record ExcludedPerson(string? Username, string? Uid, string? Group, string Why)
{
    public static ExcludedPerson Of(UserIdentity identity, string why) => new(identity.Username, identity.Uid, null, why);

    public static ExcludedPerson Of(GrantSubject subject, string why) => subject.Kind switch
    {
        SubjectKind.Group => new(null, null, subject.Name, why),
        SubjectKind.ServiceAccount => new(Personas.UsernameOf(subject.Namespace, subject.Name), null, null, why),
        _ => new(subject.Name, null, null, why),
    };

    public bool Is(UserIdentity person) =>
        (Username is not null && Username == person.Username)
        || (!string.IsNullOrEmpty(Uid) && Uid == person.Uid)
        || (Group is not null && person.Groups.Contains(Group, StringComparer.Ordinal));
}
