namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>What will exist when a package has gone in: the org's components, without the deleted, with the package's own.</summary>
internal sealed class OrgView
{
    private readonly Dictionary<string, SimComponent> components;
    private readonly HashSet<string> fieldNames;

    public OrgView(IReadOnlyDictionary<string, SimComponent> org, PackageContent package)
    {
        components = new Dictionary<string, SimComponent>(org, StringComparer.OrdinalIgnoreCase);
        foreach (var deletion in package.Deletions)
            components.Remove(deletion.Key);
        foreach (var component in package.Components)
            components[component.Component.Key] = component.Component;
        fieldNames = components.Values.Where(c => c.Type == "CustomField")
            .Select(c => c.FullName[(c.FullName.IndexOf('.') + 1)..]).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<SimComponent> Components => components.Values;

    public bool Has(string type, string fullName) => components.ContainsKey($"{type}:{fullName}");

    public bool HasObject(string name) => MetadataTypes.StandardObjects.Contains(name) || Has("CustomObject", name);

    /// <summary>Standard fields are taken as given: the org knows only custom ones.</summary>
    public bool HasField(string objectName, string field) => !IsCustom(field) || Has("CustomField", $"{objectName}.{field}");

    public bool HasFieldOnAnyObject(string field) => fieldNames.Contains(field);

    public static bool IsCustom(string name) => name.EndsWith("__c", StringComparison.OrdinalIgnoreCase);
}
