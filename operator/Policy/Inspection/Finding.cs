namespace SegmentOperator.Policy.Inspection;

/// <summary>Something dangerous in a package.</summary>
/// <param name="Id">The finding's id, which documentation, rules and exceptions refer to.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Component">The component, as Type:Name.</param>
/// <param name="File">The entry in the package.</param>
/// <param name="Line">The line in that file, from 1; null where the file as a whole is meant.</param>
/// <param name="Message">What was found.</param>
/// <param name="Remedy">What to do instead.</param>
public sealed record Finding(string Id, Severity Severity, string Component, string File, int? Line, string Message, string Remedy);
