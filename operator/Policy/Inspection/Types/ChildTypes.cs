using System.Collections.Frozen;

namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>The parts that manifests can name by themselves.</summary>
internal static class ChildTypes
{
    private const string Object = "CustomObject";

    private static readonly ChildType[] All =
    [
        new(Object, "fields", "CustomField", "fields", "field"),
        new(Object, "validationRules", "ValidationRule", "validationRules", "validationRule"),
        new(Object, "recordTypes", "RecordType", "recordTypes", "recordType"),
        new(Object, "listViews", "ListView", "listViews", "listView"),
        new(Object, "webLinks", "WebLink", "webLinks", "webLink"),
        new(Object, "compactLayouts", "CompactLayout", "compactLayouts", "compactLayout"),
        new(Object, "fieldSets", "FieldSet", "fieldSets", "fieldSet"),
        new(Object, "businessProcesses", "BusinessProcess", "businessProcesses", "businessProcess"),
        new(Object, "indexes", "Index", "indexes", "index"),
        new(Object, "sharingReasons", "SharingReason", "sharingReasons", "sharingReason"),
        new("SharingRules", "sharingCriteriaRules", "SharingCriteriaRule", "sharingCriteriaRules", "sharingCriteriaRule"),
        new("SharingRules", "sharingGuestRules", "SharingGuestRule", "sharingGuestRules", "sharingGuestRule"),
        new("SharingRules", "sharingOwnerRules", "SharingOwnerRule", "sharingOwnerRules", "sharingOwnerRule"),
        new("SharingRules", "sharingTerritoryRules", "SharingTerritoryRule", "sharingTerritoryRules", "sharingTerritoryRule"),
        new("Workflow", "alerts", "WorkflowAlert", "workflowAlerts", "workflowAlert"),
        new("Workflow", "fieldUpdates", "WorkflowFieldUpdate", "workflowFieldUpdates", "workflowFieldUpdate"),
        new("Workflow", "flowActions", "WorkflowFlowAction", "workflowFlowActions", "workflowFlowAction"),
        new("Workflow", "knowledgePublishes", "WorkflowKnowledgePublish", "workflowKnowledgePublishes", "workflowKnowledgePublish"),
        new("Workflow", "outboundMessages", "WorkflowOutboundMessage", "workflowOutboundMessages", "workflowOutboundMessage"),
        new("Workflow", "rules", "WorkflowRule", "workflowRules", "workflowRule"),
        new("Workflow", "send", "WorkflowSend", "workflowSends", "workflowSend"),
        new("Workflow", "tasks", "WorkflowTask", "workflowTasks", "workflowTask"),
        new("CustomLabels", "labels", "CustomLabel", "", "label", Qualified: false),
        new("AssignmentRules", "assignmentRule", "AssignmentRule"),
        new("AutoResponseRules", "autoResponseRule", "AutoResponseRule"),
        new("EscalationRules", "escalationRule", "EscalationRule"),
        new("MatchingRules", "matchingRules", "MatchingRule"),
    ];

    private static readonly FrozenDictionary<(string, string), ChildType> ByElement =
        All.ToFrozenDictionary(child => (child.Container, child.Element));

    private static readonly FrozenSet<string> Containers = All.Select(child => child.Container).ToFrozenSet();

    private static readonly FrozenDictionary<string, ChildType> ByName = All.ToFrozenDictionary(child => child.Name);

    /// <summary>Whether components of this type have parts of their own.</summary>
    public static bool IsContainer(string type) => Containers.Contains(type);

    /// <summary>The part that an element in a container's file is; null for the container's own properties.</summary>
    public static ChildType? Find(string container, string element) => ByElement.GetValueOrDefault((container, element));

    /// <summary>The part by its type; null where the type is no part.</summary>
    public static ChildType? Find(string type) => ByName.GetValueOrDefault(type);

    /// <summary>The part that a file of a decomposed component holds.</summary>
    public static ChildType? OfFile(string container, string file) => Array.Find(All, child =>
        child.Container == container && child.Suffix.Length > 0 && file.EndsWith($".{child.Suffix}-meta.xml", StringComparison.Ordinal));
}
