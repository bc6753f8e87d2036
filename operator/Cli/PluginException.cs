namespace SegmentOperator.Cli;

/// <summary>What the caller asked for cannot be done as it was written; the message says what to write instead.</summary>
internal sealed class PluginException(string message) : Exception(message);
