using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Segments;

/// <summary>Who may ask for what in a segment. Pure.</summary>
internal static class Personas
{
    private const string ServiceAccountPrefix = "system:serviceaccount:";

    /// <summary>The persona by which this requester may ask; null when there is none.</summary>
    public static Persona? Find(SegmentSpec spec, UserIdentity requester, RequestType type) =>
        spec.Personas.FirstOrDefault(persona => persona.MayRequest.Contains(type) && persona.Subjects.Any(subject => IsMatch(subject, requester)));

    /// <summary>Whether the identity is the subject, or a member of the group that it names.</summary>
    public static bool IsMatch(SubjectReference subject, UserIdentity requester) => subject.Kind switch
    {
        SubjectKind.User => subject.Name == requester.Username,
        SubjectKind.Group => requester.Groups.Contains(subject.Name, StringComparer.Ordinal),
        SubjectKind.ServiceAccount => requester.Username == UsernameOf(subject.Namespace, subject.Name),
        _ => false,
    };

    /// <summary>A service account as the API server authenticates it.</summary>
    public static string UsernameOf(string? ns, string name) => $"{ServiceAccountPrefix}{ns}:{name}";
}
