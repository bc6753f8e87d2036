using SegmentOperator.Policy.Inspection;

namespace SegmentOperator.Policy.Tests.Inspection;

/// <summary>Short forms for the tests.</summary>
internal static class Inspecting
{
    public static InspectionReport Report(Stream zip, PackageFacts? baseline = null)
    {
        var outcome = PackageInspector.InspectZip(zip, new InspectionOptions { Baseline = baseline });
        return Assert.IsType<InspectionOutcome.Inspected>(outcome).Report;
    }

    public static InspectionReport Report(params (string Name, string Content)[] files) => Report(PackageBytes.Zip(files));

    public static string Refusal(Stream zip) => Assert.IsType<InspectionOutcome.Refused>(PackageInspector.InspectZip(zip, new InspectionOptions())).Message;

    public static string Refusal(params (string Name, string Content)[] files) => Refusal(PackageBytes.Zip(files));

    public static string[] Components(InspectionReport report) => [.. report.Components.Select(component => component.Key.ToString())];

    public static string[] Findings(InspectionReport report) => [.. report.Findings.Select(finding => finding.Id).Distinct()];
}
