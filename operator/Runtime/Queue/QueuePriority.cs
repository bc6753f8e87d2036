namespace SegmentOperator.Runtime;

/// <summary>Who goes first.</summary>
internal enum QueuePriority
{
    /// <summary>What a first list brought: it was there before, so it can wait.</summary>
    Initial,

    /// <summary>News, pauses that are over, retries of either.</summary>
    Live,

    /// <summary>A moment that was promised has come: nothing else goes before it.</summary>
    Due,
}
