using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>What profiles and permission sets give.</summary>
internal static class PermissionChecks
{
    private static readonly (string Flag, string Id)[] Sweeping =
    [
        ("modifyAllRecords", "object-modify-all"), ("viewAllRecords", "object-view-all"), ("viewAllFields", "object-view-all-fields"),
    ];

    private static readonly string[] ObjectFlags = ["allowRead", "allowCreate", "allowEdit", "allowDelete", "modifyAllRecords", "viewAllRecords", "viewAllFields"];

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        switch (record.Name)
        {
            case "userPermissions" or "userPermission" when record.IsTrue("enabled"):
                foreach (var name in record.All("name"))
                {
                    if (SystemPermissions.Find(name.Text) is { } id)
                        context.Sink.Add(id, new Place(key, file, name.Line), $"{key} grants {name.Text}.");
                }

                break;
            case "objectPermissions" or "objectPermission":
                CheckObject(context, key, file, record);
                break;
            case "fieldPermissions" or "fieldPermission":
                CheckField(context, key, record);
                break;
            // A decomposed permission set keeps one object's permissions of both kinds in one file.
            case "objectSettings":
                foreach (var part in record.Children)
                    Check(context, key, file, part);
                break;
        }
    }

    private static void CheckObject(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        foreach (var target in record.All("object").Select(target => target.Text))
        {
            foreach (var (flag, id) in Sweeping)
            {
                if (record.IsTrue(flag))
                    context.Sink.Add(id, new Place(key, file, record.LineOf(flag)), $"{key} on {target}.");
            }

            if (ObjectFlags.Any(record.IsTrue))
                context.Grant("CustomObject", target, key);
        }
    }

    private static void CheckField(CheckContext context, ComponentKey key, XmlRecord record)
    {
        var access = (byte)((record.IsTrue("readable") ? 1 : 0) + (record.IsTrue("editable") ? 2 : 0));
        foreach (var field in record.All("field"))
        {
            context.SeeField(key, field.Text, access);
            if (access > 0)
                context.Grant("CustomField", field.Text, key);
        }
    }
}
