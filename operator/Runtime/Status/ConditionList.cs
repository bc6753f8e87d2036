using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Conditions as a list that is set by type.</summary>
public static class ConditionList
{
    /// <summary>The condition of that type, or null.</summary>
    public static Condition? Find(this IEnumerable<Condition> conditions, string type) =>
        conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether the condition of that type is there and True.</summary>
    public static bool IsTrue(this IEnumerable<Condition> conditions, string type) =>
        conditions.Find(type)?.Status == ConditionStatus.True;

    /// <summary>
    /// Sets a condition. <c>lastTransitionTime</c> moves only when the status does; an equal condition is left as it is.
    /// </summary>
    /// <param name="conditions">The list, changed in place; its order is kept and new types come last.</param>
    /// <param name="type">The type.</param>
    /// <param name="status">One of <see cref="ConditionStatus"/>.</param>
    /// <param name="reason">A CamelCase word.</param>
    /// <param name="message">For people: what to do.</param>
    /// <param name="observedGeneration">The generation that was looked at.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Whether status or reason changed, which is when an Event is due.</returns>
    public static bool Set(
        this IList<Condition> conditions,
        string type,
        string status,
        string reason,
        string message,
        long? observedGeneration,
        TimeProvider time)
    {
        var found = conditions.Find(type);
        if (found is null)
        {
            found = new() { Type = type, Status = "" };
            conditions.Add(found);
        }

        var changed = found.Status != status || found.Reason != reason;
        if (found.Status != status)
            found.LastTransitionTime = WholeSeconds(time.GetUtcNow());
        (found.Status, found.Reason, found.Message, found.ObservedGeneration) = (status, reason, message, observedGeneration);
        return changed;
    }

    /// <summary>Removes the condition of that type.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Remove(this IList<Condition> conditions, string type)
    {
        var found = conditions.Find(type);
        return found is not null && conditions.Remove(found);
    }

    /// <summary>Work is done: Ready is True, Reconciling and Stalled go.</summary>
    /// <returns>Whether Ready's status or reason changed.</returns>
    public static bool SetReady(
        this IList<Condition> conditions, string reason, string message, long? observedGeneration, TimeProvider time)
    {
        conditions.Remove(ConditionTypes.Reconciling);
        conditions.Remove(ConditionTypes.Stalled);
        return conditions.Set(ConditionTypes.Ready, ConditionStatus.True, reason, message, observedGeneration, time);
    }

    /// <summary>Work goes on or waits for something of its own accord: Ready is False, Reconciling is True.</summary>
    /// <returns>Whether Ready's status or reason changed.</returns>
    public static bool SetReconciling(
        this IList<Condition> conditions, string reason, string message, long? observedGeneration, TimeProvider time)
    {
        conditions.Remove(ConditionTypes.Stalled);
        conditions.Set(ConditionTypes.Reconciling, ConditionStatus.True, reason, message, observedGeneration, time);
        return conditions.Set(ConditionTypes.Ready, ConditionStatus.False, reason, message, observedGeneration, time);
    }

    /// <summary>Somebody must change something: Ready is False, Stalled is True.</summary>
    /// <returns>Whether Ready's status or reason changed.</returns>
    public static bool SetStalled(
        this IList<Condition> conditions, string reason, string message, long? observedGeneration, TimeProvider time)
    {
        conditions.Remove(ConditionTypes.Reconciling);
        conditions.Set(ConditionTypes.Stalled, ConditionStatus.True, reason, message, observedGeneration, time);
        return conditions.Set(ConditionTypes.Ready, ConditionStatus.False, reason, message, observedGeneration, time);
    }

    /// <summary>metav1.Time knows whole seconds; comparing with what comes back must not see a difference.</summary>
    private static DateTimeOffset WholeSeconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
