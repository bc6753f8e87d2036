using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Approvals;

/// <summary>A role that must agree.</summary>
/// <param name="Role">The role's name, as the segment names it.</param>
/// <param name="Required">How many different people of it.</param>
/// <param name="Subjects">Who holds it.</param>
internal sealed record ApprovalNeed(string Role, int Required, IReadOnlyList<SubjectReference> Subjects);
