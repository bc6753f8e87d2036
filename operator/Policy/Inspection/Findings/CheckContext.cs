using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>What the checks of one inspection share.</summary>
internal sealed class CheckContext(PackageForm form, PackageFacts? baseline)
{
    private const int MaxFacts = 500_000;
    private const int LongestFact = 1024;
    private readonly Dictionary<ComponentKey, ComponentKey> _grants = [];

    /// <summary>Bounds what names take.</summary>
    public NameBudget Names { get; } = new();

    public FindingSink Sink { get; } = new();

    /// <summary>Null also where the baseline has another form.</summary>
    public PackageFacts? Baseline { get; } = baseline?.Form == form ? baseline : null;

    public PackageFacts Facts { get; } = new() { Form = form };

    /// <summary>Sharing rules by object.</summary>
    public Dictionary<string, int> SharingRules { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>New fields that need field-level security to be seen, with their place.</summary>
    public List<Place> FieldsToShow { get; } = [];

    public IReadOnlyDictionary<ComponentKey, ComponentKey> Grants => _grants;

    public void Protect(ComponentKey component, string property, string value) =>
        Facts.Protections[(component, property)] = value.Length <= LongestFact ? value : value[..LongestFact];

    public void Grant(string type, string name, ComponentKey by)
    {
        if (_grants.TryAdd(new ComponentKey(type, name), by))
            Names.Take(name, by.ToString());
        Bound(_grants.Count, by);
    }

    public void SeeField(ComponentKey by, string field, byte access)
    {
        if (Facts.FieldAccess.Add(by, field, access))
            Names.Take(field, by.ToString());
        Bound(Facts.FieldAccess.Count, by);
    }

    private static void Bound(int count, ComponentKey by)
    {
        if (count > MaxFacts)
            throw new PackageUnsafeException($"{EntryText.Show(by.ToString())} and others grant access to more than {MaxFacts} objects and fields");
    }
}
