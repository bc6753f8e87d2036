using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>What the checks of one inspection share.</summary>
internal sealed class CheckContext(PackageForm form, PackageFacts? baseline)
{
    private const int MaxFacts = 500_000;
    private readonly Dictionary<ComponentKey, ComponentKey> _grants = [];
    private readonly Dictionary<string, string> _fieldNames = new(StringComparer.OrdinalIgnoreCase);

    public FindingSink Sink { get; } = new();

    /// <summary>Null also where the baseline has another form.</summary>
    public PackageFacts? Baseline { get; } = baseline?.Form == form ? baseline : null;

    public PackageFacts Facts { get; } = new() { Form = form };

    /// <summary>Sharing rules by object.</summary>
    public Dictionary<string, int> SharingRules { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>New fields that need field-level security to be seen, with their place.</summary>
    public List<Place> FieldsToShow { get; } = [];

    public IReadOnlyDictionary<ComponentKey, ComponentKey> Grants => _grants;

    public void Protect(ComponentKey component, string property, string value) => Facts.Protections[(component, property)] = value;

    public void Grant(string type, string name, ComponentKey by)
    {
        _grants.TryAdd(new ComponentKey(type, name), by);
        Bound(_grants.Count, by);
    }

    public void SeeField(ComponentKey by, string field, byte access)
    {
        // Thousands of permission sets name the same fields.
        if (!_fieldNames.TryGetValue(field, out var known))
            _fieldNames[field] = known = field.ToUpperInvariant();
        Facts.FieldAccess[(by, known)] = access;
        if (access > 0)
            Facts.VisibleFields.Add(field);
        Bound(Facts.FieldAccess.Count, by);
    }

    private static void Bound(int count, ComponentKey by)
    {
        if (count > MaxFacts)
            throw new PackageUnsafeException($"{EntryText.Show(by.ToString())} and others grant access to more than {MaxFacts} objects and fields");
    }
}
