namespace SegmentOperator.Runtime;

/// <summary>Who goes first.</summary>
internal enum QueuePriority
{
    /// <summary>What a first list brought: it was there before, so it can wait.</summary>
    Initial,

    /// <summary>News and deadlines.</summary>
    Live,
}
