using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inspection.Scope;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Manager.Decisions;

/// <summary>What decides in a segment, compiled once for one generation of its spec.</summary>
/// <param name="Policy">Rules, risk and posture.</param>
/// <param name="Calendar">Windows and freezes.</param>
/// <param name="Scope">What belongs to the segment.</param>
/// <param name="Problems">Why it is not valid, in texts with line, column and caret; empty when it is.</param>
internal sealed record SegmentRulebook(CompiledPolicy Policy, WindowCalendar Calendar, SegmentScope Scope, IReadOnlyList<string> Problems);
