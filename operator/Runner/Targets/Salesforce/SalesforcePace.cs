namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>How often and how long the org is asked.</summary>
internal sealed record SalesforcePace
{
    /// <summary>The first pause between two looks at a deployment.</summary>
    public TimeSpan FirstPoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause between two looks.</summary>
    public TimeSpan LongestPoll { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first pause before a request is repeated.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause before a request is repeated.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a request that may safely be repeated is sent at the most, before a deployment runs.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>
    /// After a stop: how long the org may take to confirm it. With the rest of the run's end it has to fit in the pod's
    /// terminationGracePeriodSeconds of 30.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);
}
