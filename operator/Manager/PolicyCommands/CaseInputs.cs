using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Scope;

namespace SegmentOperator.Manager.PolicyCommands;

/// <summary>The inputs of a test case: what it says, over the segment's own values, over those of a harmless request.</summary>
internal static class CaseInputs
{
    private const string PackageFile = "packageFile";

    /// <exception cref="FormatException">The case cannot be used.</exception>
    public static DecisionInputs Build(string folder, Segment segment, SegmentRulebook book, JsonObject given)
    {
        var inputs = InputDefaults.Create();
        inputs["segment"] = InputsBuilder.SegmentOf(segment);
        if (!DateTimeOffset.TryParse(given["now"]?.ToString(), CultureInfo.InvariantCulture, out var now))
            throw new FormatException("given.now must be a time such as 2026-03-03T12:00:00Z: a test that looks at the clock is none.");
        if (given[PackageFile]?.ToString() is { } file)
            inputs["package"] = Inspect(Path.Combine(folder, file), segment, book, now);
        InputDefaults.Merge(inputs, new JsonObject(given.Where(member => member.Key != PackageFile).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))));
        InputDefaults.Complete(inputs["package"]!.AsObject());
        InputDefaults.CompleteAttestations(inputs);
        if (!given.ContainsKey("window"))
            inputs["window"] = InputsBuilder.Window(book.Calendar.At(now));
        return DecisionInputs.From(inputs);
    }

    private static JsonObject Inspect(string file, Segment segment, SegmentRulebook book, DateTimeOffset now)
    {
        var options = new InspectionOptions { Kubernetes = segment.Spec.Target?.Kubernetes is not null };
        return InspectPackage.PackageFile.Inspect(file, options) switch
        {
            InspectionOutcome.Inspected { Report: var report } => PackageInput.Of(report, ScopeJudge.Judge(report, book.Scope, [], Exceptions.Subjects(segment, ExceptionType.Component, now)), Exceptions.Subjects(segment, ExceptionType.Finding, now)),
            InspectionOutcome.Refused refused => throw new FormatException($"{file}: {refused.Message}"),
            _ => throw new InvalidOperationException("An inspection has a report or a refusal."),
        };
    }
}
