using SegmentOperator.Manager.Decisions;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.PolicyCommands;
using SegmentOperator.Policy.Inspection;
using SegmentOperator.Policy.Inspection.Sarif;
using SegmentOperator.Policy.Inspection.Scope;

namespace SegmentOperator.Manager.InspectPackage;

/// <summary>One run of the command.</summary>
internal sealed record Inspection
{
    private const int Done = 0;
    private const int Bad = 1;
    private const int Usage = 2;
    private const int CouldNotRead = 3;

    public required string Package { get; init; }

    public required string Form { get; init; }

    public required ManagerOptions Options { get; init; }

    public string? Baseline { get; init; }

    public string? SegmentFile { get; init; }

    public bool Kubernetes { get; init; }

    public Severity? FailOn { get; init; }

    public async Task<int> RunAsync(TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            var scope = SegmentFile is null ? null : PolicyCommands.SegmentFile.Read(SegmentFile).Book.Scope;
            var reading = new PackageReading(Options, clock);
            var facts = Baseline is null ? null : await FactsAsync(reading, Baseline, cancellationToken);
            var outcome = await reading.InspectAsync(Package, new InspectionOptions { Baseline = facts, Kubernetes = Kubernetes }, cancellationToken);
            await WriteAsync(outcome, scope, output);
            return outcome is InspectionOutcome.Inspected { Report: var report } && !(FailOn is { } worst && report.Findings.Any(finding => finding.Severity >= worst)) ? Done : Bad;
        }
        catch (CouldNotReadException e)
        {
            await error.WriteLineAsync(e.Message);
            return CouldNotRead;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(e.Message);
            return Usage;
        }
    }

    private async Task<PackageFacts> FactsAsync(PackageReading reading, string baseline, CancellationToken cancellationToken) =>
        await reading.InspectAsync(baseline, new InspectionOptions { Kubernetes = Kubernetes }, cancellationToken) switch
        {
            InspectionOutcome.Inspected { Report.Facts: var facts } => facts,
            InspectionOutcome.Refused refused => throw new FormatException($"The baseline {baseline} cannot be used. {refused.Message}"),
            _ => throw new InvalidOperationException("An inspection has a report or a refusal."),
        };

    private async Task WriteAsync(InspectionOutcome outcome, SegmentScope? scope, TextWriter output)
    {
        var report = (outcome as InspectionOutcome.Inspected)?.Report;
        var judged = report is null || scope is null ? null : ScopeJudge.Judge(report, scope, [], new HashSet<string>());
        switch (Form)
        {
            case "sarif":
                using (var json = new MemoryStream())
                {
                    if (report is not null)
                        SarifWriter.Write(report, json);
                    else
                        SarifWriter.Write((InspectionOutcome.Refused)outcome, json);
                    await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(json.ToArray()));
                }

                break;
            case "json":
                await output.WriteLineAsync(InspectionText.Json(Package, outcome, judged).ToJsonString(Text.Indented));
                break;
            default:
                InspectionText.Plain(Package, outcome, judged, output);
                break;
        }
    }
}
