using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Who sees records without being their owner.</summary>
internal static class SharingChecks
{
    private const int ManyRules = 500;
    private static readonly string[] Everyone = ["allInternalUsers"];
    private static readonly string[] External = ["allCustomerPortalUsers", "allPartnerUsers", "portalRole", "portalRoleAndSubordinates", "channelProgramGroup", "channelProgramGroups", "guestUser"];

    public static void CheckObject(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        if (record.Name is not ("sharingModel" or "externalSharingModel"))
            return;
        context.Protect(key, record.Name, record.Text);
        var place = new Place(key, file, record.Line);
        var rank = Rank(record.Text);
        if (record.Name == "externalSharingModel" && rank > 0)
            context.Sink.Add("sharing-model-external", place, $"{key} is {record.Text} for external users.");
        else if (rank == 1)
            context.Sink.Add("sharing-model-read", place, $"{key} is {record.Text}.");
        else if (rank > 1)
            context.Sink.Add("sharing-model-public", place, $"{key} is {record.Text}.");
        var before = context.Baseline?.Protections.GetValueOrDefault((key, record.Name));
        if (before is not null && Rank(before) < rank)
            context.Sink.Add("sharing-model-widened", place, $"{key} goes from {before} to {record.Text}.");
    }

    public static void CheckRule(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        var place = new Place(key, file, record.Line);
        var owner = key.Name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? key.Name[..dot] : key.Name;
        context.SharingRules[owner] = context.SharingRules.GetValueOrDefault(owner) + 1;
        var recipients = record.All("sharedTo").SelectMany(to => to.Children).Select(to => to.Name).ToArray();
        var text = $"{key} shares with {(recipients.Length == 0 ? "nobody that it names" : string.Join(", ", recipients))}.";
        if (key.Type == "SharingGuestRule" || recipients.Contains("guestUser"))
            context.Sink.Add("sharing-rule-guest", place, text);
        else if (recipients.Any(External.Contains))
            context.Sink.Add("sharing-rule-external", place, text);
        else if (recipients.Any(Everyone.Contains))
            context.Sink.Add("sharing-rule-all-users", place, text);
        else
            context.Sink.Add("sharing-rule", place, text);
    }

    public static void Finish(CheckContext context, Func<string, string> fileOf)
    {
        foreach (var (owner, count) in context.SharingRules.Where(rules => rules.Value > ManyRules))
            context.Sink.Add("sharing-rules-many", new Place(new ComponentKey("SharingRules", owner), fileOf(owner)), $"{owner} has {count}.");
    }

    /// <summary>0 for private; what is not known counts as widest.</summary>
    private static int Rank(string model) => model switch
    {
        "Private" or "ControlledByParent" or "ControlledByCampaign" or "ControlledByLeadOrContact" => 0,
        "Read" => 1,
        "ReadWrite" => 2,
        _ => 3,
    };
}
