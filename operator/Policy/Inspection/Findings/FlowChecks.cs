using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>In whose rights a flow runs, and what it calls.</summary>
internal static class FlowChecks
{
    private static readonly string[] Calls = ["apex", "externalService", "outboundMessage", "flow_apex"];

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        if (record.Name == "runInMode" && record.Text == "SystemModeWithoutSharing")
            context.Sink.Add("flow-system-mode", new Place(key, file, record.Line), $"{key} sees every record.");
        else if (record.Name == "runInMode" && record.Text.StartsWith("SystemMode", StringComparison.Ordinal))
            context.Sink.Add("flow-system-mode-sharing", new Place(key, file, record.Line), $"{key} sees every field and object.");
        else if (record.Name == "actionCalls" && record.Value("actionType") is { } type && Calls.Contains(type))
            context.Sink.Add("flow-call", new Place(key, file, record.Line), $"{key} calls {record.Value("actionName")} ({type}).");
        else if (record.Name == "apexPluginCalls")
            context.Sink.Add("flow-call", new Place(key, file, record.Line), $"{key} calls {record.Value("apexClass")}.");
    }
}
