using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Inventory;

/// <summary>The components of a package while it is being read.</summary>
/// <param name="names">Bounds what their names take.</param>
internal sealed class ComponentInventory(NameBudget names)
{
    /// <summary>More than this is no package that a person can answer for.</summary>
    public const int MaxComponents = 200_000;

    private readonly Dictionary<ComponentKey, ComponentRecord> _records = [];

    public IReadOnlyCollection<ComponentRecord> Records => _records.Values;

    /// <summary>The component; a name that differs from an earlier one in case only is refused.</summary>
    public ComponentRecord Of(ComponentKey key, string file)
    {
        if (_records.TryGetValue(key, out var known))
        {
            return known.Key.Name == key.Name
                ? known
                : throw new PackageUnsafeException($"{EntryText.Show(file)} has {EntryText.Show(key.ToString())}, and {EntryText.Show(known.File)} has it in another case");
        }

        if (_records.Count >= MaxComponents)
            throw new PackageUnsafeException($"it has more than {MaxComponents} components");
        names.Take(key.Name, file);
        return _records[key] = new ComponentRecord(key, file);
    }

    public bool Contains(ComponentKey key) => _records.ContainsKey(key);
}
