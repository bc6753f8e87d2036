using System.Collections.Concurrent;

namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>What all replicas asked of the API server, and who led when.</summary>
internal sealed class CallLog
{
    public ConcurrentQueue<ApiCall> Calls { get; } = new();

    /// <summary>
    /// The terms in order: each begins when the write that got the lease was handed on, and ends when the lease was given back or the
    /// next replica's write that got it was handed on.
    /// </summary>
    public IReadOnlyList<Term> Terms()
    {
        var terms = new List<Term>();
        foreach (var call in Calls.Where(call => call.WroteLease).OrderBy(call => call.Answered))
        {
            var current = terms.Count > 0 && terms[^1].End == long.MaxValue ? terms[^1] : null;
            if (string.IsNullOrEmpty(call.Holder))
            {
                if (current is not null)
                    terms[^1] = current with { End = call.Forwarded };
            }
            else if (current?.Replica != call.Replica)
            {
                if (current is not null)
                    terms[^1] = current with { End = call.Forwarded };
                terms.Add(new(call.Replica, call.Forwarded, long.MaxValue));
            }
        }

        return terms;
    }

    /// <summary>Writes that were handed on, or were still under way, while their replica did not lead. There must be none.</summary>
    public IReadOnlyList<string> Trespasses()
    {
        var terms = Terms();
        return [.. Calls.Where(call => call.MayHaveActed
                && !terms.Any(term => term.Replica == call.Replica && term.Begin <= call.Forwarded && call.Answered <= term.End))
            .Select(call => $"{call.Replica} {call.Method} {call.Path} -> {call.Status}, handed on {Seconds(call.Forwarded)} s, answered {Seconds(call.Answered)} s, of terms "
                + string.Join(", ", terms.Select(term => $"{term.Replica} {Seconds(term.Begin)}..{(term.End == long.MaxValue ? "" : Seconds(term.End))}")))];
    }

    /// <summary>How many writes a replica carried out from a moment on.</summary>
    public int WritesOf(string replica, long since) => Calls.Count(call => call.Replica == replica && call.MayHaveActed && call.Status is not null && call.Forwarded >= since);

    private string Seconds(long timestamp) => TimeProvider.System.GetElapsedTime(Calls.Min(call => call.Forwarded), timestamp).TotalSeconds.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A replica's time as the leader.</summary>
    public sealed record Term(string Replica, long Begin, long End);
}
