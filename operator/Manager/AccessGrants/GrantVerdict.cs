using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Where a grant stands, and why; with the moment at which that changes by itself.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Reason">A CamelCase word.</param>
/// <param name="Message">For people: what would move it.</param>
/// <param name="Until">When to judge again without a change.</param>
/// <param name="By">Who ended it early.</param>
internal sealed record GrantVerdict(GrantPhase Phase, string Reason, string Message, DateTimeOffset? Until = null, string? By = null);
