using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>What a component names must exist. The sentences are Salesforce's, as its users search for them.</summary>
internal static partial class ReferenceRules
{
    public static IEnumerable<DeployMessage> Check(PackageComponent component, OrgView view, IReadOnlyDictionary<string, SimComponent> org) =>
        component.Type switch
        {
            "CustomObject" => CheckObject(component, org),
            "CustomField" => CheckField(component, view),
            "ValidationRule" => CheckValidationRule(component, view),
            "PermissionSet" or "Profile" => CheckPermissions(component, view),
            "Layout" => CheckLayout(component, view),
            "CustomTab" => CheckTab(component, view),
            "Flow" => CheckFlow(component, view),
            _ => [],
        };

    private static IEnumerable<DeployMessage> CheckObject(PackageComponent component, IReadOnlyDictionary<string, SimComponent> org)
    {
        if (OrgView.IsCustom(component.FullName) && !org.ContainsKey(component.Component.Key) && component.Xml is not null
            && string.IsNullOrEmpty(MetadataXml.Child(component.Xml, "label")))
        {
            yield return DeployMessage.Error(component, "Must specify a non-empty label for the CustomObject");
        }
    }

    private static IEnumerable<DeployMessage> CheckField(PackageComponent component, OrgView view)
    {
        if (!view.HasObject(component.ObjectName))
            yield return DeployMessage.Error(component, $"Entity Enumeration Or ID: bad value for restricted picklist field: {component.ObjectName}");
        if (string.IsNullOrEmpty(MetadataXml.Child(component.Xml, "type")))
            yield return DeployMessage.Error(component, "Must specify 'type' for a custom field");
        foreach (var target in MetadataXml.Children(component.Xml, "referenceTo"))
        {
            if (!view.HasObject(target.Value.Trim()))
            {
                yield return DeployMessage.Error(
                    component, $"referenceTo value of '{target.Value.Trim()}' does not resolve to a valid sObject type", MetadataXml.Line(target));
            }
        }
    }

    private static IEnumerable<DeployMessage> CheckValidationRule(PackageComponent component, OrgView view)
    {
        var formula = component.Xml?.Elements().FirstOrDefault(e => e.Name.LocalName == "errorConditionFormula");
        var unquoted = Quoted().Replace(formula?.Value ?? "", "\"\"");
        foreach (var field in CustomNames().Matches(unquoted).Select(m => m.Value).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!view.HasField(component.ObjectName, field))
                yield return DeployMessage.Error(component, $"Field {field} does not exist. Check spelling.", MetadataXml.Line(formula));
        }
    }

    private static IEnumerable<DeployMessage> CheckPermissions(PackageComponent component, OrgView view)
    {
        foreach (var field in Values(component, "fieldPermissions", "field"))
        {
            var dot = field.Value.IndexOf('.');
            var (parent, name) = dot < 0 ? (field.Value, "") : (field.Value[..dot], field.Value[(dot + 1)..]);
            if (!view.HasObject(parent) || !view.HasField(parent, name))
                yield return DeployMessage.Error(component, $"In field: field - no CustomField named {field.Value} found", field.Line);
        }

        foreach (var entity in Values(component, "objectPermissions", "object"))
        {
            if (!view.HasObject(entity.Value))
                yield return DeployMessage.Error(component, $"In field: object - no CustomObject named {entity.Value} found", entity.Line);
        }

        foreach (var apex in Values(component, "classAccesses", "apexClass"))
        {
            if (!view.Has("ApexClass", apex.Value))
                yield return DeployMessage.Error(component, $"In field: apexClass - no ApexClass named {apex.Value} found", apex.Line);
        }

        foreach (var tab in Values(component, "tabSettings", "tab"))
        {
            if (OrgView.IsCustom(tab.Value) && !view.Has("CustomTab", tab.Value))
                yield return DeployMessage.Error(component, $"In field: tab - no CustomTab named {tab.Value} found", tab.Line);
        }
    }

    private static IEnumerable<DeployMessage> CheckLayout(PackageComponent component, OrgView view)
    {
        if (!view.HasObject(component.ObjectName))
        {
            yield return DeployMessage.Error(component, $"Parent entity failed to deploy: {component.ObjectName}");
            yield break;
        }

        var items = component.Xml?.Descendants().Where(e => e.Name.LocalName == "layoutItems") ?? [];
        foreach (var field in items.Select(i => i.Elements().FirstOrDefault(e => e.Name.LocalName == "field")).OfType<XElement>())
        {
            if (!view.HasField(component.ObjectName, field.Value.Trim()))
            {
                yield return DeployMessage.Error(
                    component, $"In field: field - no CustomField named {component.ObjectName}.{field.Value.Trim()} found", MetadataXml.Line(field));
            }
        }
    }

    private static IEnumerable<DeployMessage> CheckTab(PackageComponent component, OrgView view)
    {
        if (MetadataXml.Child(component.Xml, "customObject") == "true" && !view.HasObject(component.FullName))
            yield return DeployMessage.Error(component, $"In field: name - no CustomObject named {component.FullName} found");
    }

    private static IEnumerable<DeployMessage> CheckFlow(PackageComponent component, OrgView view)
    {
        foreach (var entity in component.Xml?.Descendants().Where(e => e.Name.LocalName == "object") ?? [])
        {
            if (!view.HasObject(entity.Value.Trim()))
            {
                yield return DeployMessage.Error(
                    component, $"field integrity exception: unknown (The object \"{entity.Value.Trim()}\" doesn't exist.)", MetadataXml.Line(entity));
            }
        }
    }

    private static IEnumerable<(string Value, int? Line)> Values(PackageComponent component, string element, string child) =>
        MetadataXml.Children(component.Xml, element)
            .SelectMany(e => MetadataXml.Children(e, child))
            .Select(e => (e.Value.Trim(), MetadataXml.Line(e)));

    [GeneratedRegex("(?<![.\\w$])\\w+__c\\b", RegexOptions.IgnoreCase)]
    private static partial Regex CustomNames();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'")]
    private static partial Regex Quoted();
}
