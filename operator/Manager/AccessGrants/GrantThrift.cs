using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>
/// Lets a hundred thousand grants fit into memory: what they have in common (segments, roles, reasons, messages, the texts of conditions) is
/// kept once. Nothing is left out.
/// </summary>
internal static class GrantThrift
{
    /// <summary>Bounded: what falls on a taken place takes it over, and the text that was there is merely not shared any more.</summary>
    private static readonly string[] Known = new string[1 << 14];

    /// <summary>Changes the grant given, which nobody else has yet.</summary>
    public static void Share(AccessGrant grant)
    {
        var (metadata, spec) = (grant.Metadata, grant.Spec);
        metadata.Namespace = Once(metadata.Namespace);
        metadata.Finalizers = metadata.Finalizers is { } finalizers ? Exact(finalizers) : null;
        (spec.Segment, spec.Role, spec.Duration) = (Once(spec.Segment)!, Once(spec.Role)!, Once(spec.Duration));
        (spec.Justification, spec.Ticket) = (Once(spec.Justification)!, Once(spec.Ticket));
        spec.Requester.Username = Once(spec.Requester.Username)!;
        spec.Requester.Uid = Once(spec.Requester.Uid);
        spec.Requester.Groups = [.. spec.Requester.Groups.Select(group => Once(group)!)];
        spec.Subject.Name = Once(spec.Subject.Name)!;
        if (grant.Status is not { } status)
            return;
        (status.Reason, status.Message, status.SegmentUid) = (Once(status.Reason), Once(status.Message), Once(status.SegmentUid));
        status.Conditions = [.. status.Conditions];
        foreach (var condition in status.Conditions)
            (condition.Type, condition.Status, condition.Reason, condition.Message) = (Once(condition.Type)!, Once(condition.Status)!, Once(condition.Reason)!, Once(condition.Message)!);
        if (status.Revocation is { } revocation)
            (revocation.Reason, revocation.By) = (Once(revocation.Reason), Once(revocation.By));
        if (status.Revocation?.Proof is { } proof)
            (proof.Method, proof.Message) = (Once(proof.Method), Once(proof.Message));
    }

    /// <summary>The same text, and where it was seen before the same object. Safe for many threads.</summary>
    private static string? Once(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text;
        ref var place = ref Known[(uint)string.GetHashCode(text, StringComparison.Ordinal) & (Known.Length - 1)];
        if (Volatile.Read(ref place) is { } known && known == text)
            return known;
        Volatile.Write(ref place, text);
        return text;
    }

    private static List<string> Exact(List<string> values)
    {
        var exact = new List<string>(values.Count);
        exact.AddRange(values.Select(value => Once(value)!));
        return exact;
    }
}
