using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Policy.Decisions;
using SegmentOperator.Policy.Inspection.Scope;
using SegmentOperator.Policy.Risk;
using SegmentOperator.Policy.Rules;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Manager.Decisions;

/// <summary>A segment in the words of those who decide.</summary>
internal static class PolicyMapping
{
    public static SegmentPolicy Policy(Segment segment)
    {
        var spec = segment.Spec;
        return new SegmentPolicy
        {
            Segment = segment.Metadata.Name!,
            Posture = Same<PostureLevel>(SegmentFacts.Of(segment).Posture),
            Frameworks = [.. spec.Frameworks.Select(NameOf)],
            ApprovalRoles = [.. spec.Approvals?.Roles.Select(role => role.Name) ?? []],
            Rules = [.. spec.Rules.Select(rule => Rule(rule, spec.Enforcement))],
            Risk = Risk(spec.Risk),
        };
    }

    public static WindowSettings? Windows(WindowPolicy? windows) => windows is null ? null : new WindowSettings
    {
        Allow = [.. windows.Allow.Select(window => new WindowDefinition { Name = window.Name, Schedule = window.Schedule, Duration = Duration(window.Duration), TimeZone = window.TimeZone })],
        Freeze =
        [
            .. windows.Freeze.Select(freeze => new WindowDefinition
            {
                Name = freeze.Name,
                Schedule = freeze.Schedule,
                Duration = Duration(freeze.Duration),
                TimeZone = freeze.TimeZone,
                Start = freeze.Start,
                End = freeze.End,
            }),
        ],
        OverrunWarns = windows.Overrun == OverrunAction.Warn,
    };

    public static SegmentScope Scope(Segment segment) => new(segment.Metadata.Name!, [.. segment.Spec.Data.Select(data =>
        new ScopeEntry(data.Type, data.Names, data.Fields, Same<Policy.Inspection.Scope.Sensitivity>(data.Sensitivity)))]);

    /// <summary>The framework as segments spell it.</summary>
    public static string NameOf(Framework framework) => framework switch
    {
        Framework.Gdpr => "GDPR",
        Framework.Hipaa => "HIPAA",
        Framework.Sox => "SOX",
        Framework.PciDss => "PCI-DSS",
        Framework.FedRamp => "FedRAMP",
        _ => "Internal",
    };

    /// <summary>The member of the same name: the two lists are kept equal by a test.</summary>
    public static T Same<T>(Enum value)
        where T : struct, Enum => Enum.Parse<T>(value.ToString());

    private static RuleDefinition Rule(SegmentRule rule, Enforcement enforcement) => new(
        rule.Name, RuleDefinition.SegmentSource, rule.When, Same<Verdict>(rule.Then), rule.Roles, rule.Message, Same<EnforcementMode>(rule.Enforcement ?? enforcement), Control: null);

    private static RiskSettings Risk(RiskPolicy? risk) => risk is null ? new RiskSettings() : new RiskSettings
    {
        Weights = risk.Weights,
        Thresholds = [.. risk.Thresholds.Select(threshold => new Policy.Risk.RiskThreshold(threshold.AtLeast, threshold.Roles))],
        AutoApproveBelow = risk.AutoApproveBelow,
        DenyAt = risk.DenyAt,
    };

    private static TimeSpan Duration(string? text) => Durations.TryParse(text, out var duration) ? duration : TimeSpan.Zero;
}
