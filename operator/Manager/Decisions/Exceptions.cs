using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Decisions;

/// <summary>What a segment's owner lets through.</summary>
internal static class Exceptions
{
    /// <summary>The subjects of a segment's exceptions that have not ended.</summary>
    public static HashSet<string> Subjects(Segment segment, ExceptionType type, DateTimeOffset now) => segment.Spec.Exceptions
        .Where(exception => exception.Type == type && exception.Subject is not null && (exception.Until is null || exception.Until > now))
        .Select(exception => exception.Subject!).ToHashSet(StringComparer.Ordinal);
}
