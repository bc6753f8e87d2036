using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Manager.Decisions;

/// <summary>The rulebooks of segments, each compiled once for a generation.</summary>
internal sealed class SegmentRulebooks
{
    private readonly ConcurrentDictionary<string, (string? Uid, long Generation, SegmentRulebook Book)> _books = new(StringComparer.Ordinal);

    public SegmentRulebook Of(Segment segment)
    {
        var (name, uid, generation) = (segment.Metadata.Name!, segment.Metadata.Uid, segment.Metadata.Generation ?? 0);
        if (_books.TryGetValue(name, out var known) && known.Uid == uid && known.Generation == generation)
            return known.Book;
        var book = Compile(segment);
        _books[name] = (uid, generation, book);
        return book;
    }

    /// <summary>Compiles without remembering.</summary>
    public static SegmentRulebook Compile(Segment segment)
    {
        var policy = CompiledPolicy.Compile(PolicyMapping.Policy(segment));
        var calendar = WindowCalendar.Read(PolicyMapping.Windows(segment.Spec.Windows), out var problems);
        return new SegmentRulebook(policy, calendar, PolicyMapping.Scope(segment), [.. policy.Issues.Select(issue => issue.ToString()), .. problems]);
    }
}
