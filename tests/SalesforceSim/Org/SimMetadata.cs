namespace SegmentOperator.SalesforceSim;

/// <summary>The components that the org has.</summary>
internal sealed class SimMetadata
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SimComponent> components = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, SimComponent> Snapshot()
    {
        lock (gate)
            return new Dictionary<string, SimComponent>(components, StringComparer.OrdinalIgnoreCase);
    }

    public void Apply(IEnumerable<SimComponent> changed, IEnumerable<SimComponent> deleted)
    {
        lock (gate)
        {
            foreach (var component in changed)
                components[component.Key] = component;
            foreach (var component in deleted)
                components.Remove(component.Key);
        }
    }
}
