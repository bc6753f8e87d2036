using System.Runtime.InteropServices;

namespace SegmentOperator.Policy.Inspection;

/// <summary>
/// Which permission set or profile lets one read and edit which field. A name is kept once, and a grant takes four bytes: an org's
/// permission sets together say hundreds of thousands of times what is readable.
/// </summary>
internal sealed class FieldAccess
{
    private const int Bits = 2;
    private const int AccessMask = (1 << Bits) - 1;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];
    private readonly HashSet<int> _visible = [];
    private readonly Dictionary<ComponentKey, List<int>> _grants = [];
    private bool _isSealed;

    /// <summary>How many grants were added.</summary>
    public int Count { get; private set; }

    /// <param name="by">The permission set or profile.</param>
    /// <param name="field">The field's full name.</param>
    /// <param name="access">1 for readable, 2 for editable, added up. What is said of a field twice is added up too: the wider counts.</param>
    /// <returns>Whether the field is named for the first time.</returns>
    public bool Add(ComponentKey by, string field, byte access)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, field, out var isKnown);
        if (!isKnown)
        {
            number = _names.Count;
            _names.Add(field);
        }

        if (access > 0)
            _visible.Add(number);
        if (!_grants.TryGetValue(by, out var grants))
            _grants[by] = grants = [];
        grants.Add((number << Bits) | access);
        Count++;
        return !isKnown;
    }

    /// <summary>Whether any of them makes the field visible.</summary>
    public bool IsVisible(string field) => _numbers.TryGetValue(field, out var number) && _visible.Contains(number);

    /// <summary>What one of them says of a field; null where it says nothing.</summary>
    public byte? Find(ComponentKey by, string field)
    {
        Seal();
        if (!_grants.TryGetValue(by, out var grants) || !_numbers.TryGetValue(field, out var number))
            return null;
        var at = grants.BinarySearch((number << Bits) | AccessMask);
        at = at >= 0 ? at : ~at - 1;
        return at >= 0 && grants[at] >> Bits == number ? (byte)(grants[at] & AccessMask) : null;
    }

    /// <summary>All that was added, each pair once.</summary>
    public IEnumerable<(ComponentKey By, string Field, byte Access)> All()
    {
        Seal();
        return _grants.SelectMany(of => of.Value, (of, grant) => (of.Key, _names[grant >> Bits], (byte)(grant & AccessMask)));
    }

    /// <summary>No more is added: orders what is there, one entry for each field, and gives back what is too much.</summary>
    public void Seal()
    {
        if (_isSealed)
            return;
        _isSealed = true;
        foreach (var grants in _grants.Values)
        {
            grants.Sort();
            var kept = 0;
            for (var i = 0; i < grants.Count; i++)
            {
                if (kept > 0 && grants[kept - 1] >> Bits == grants[i] >> Bits)
                    grants[kept - 1] |= grants[i];
                else
                    grants[kept++] = grants[i];
            }

            grants.RemoveRange(kept, grants.Count - kept);
            grants.TrimExcess();
        }
    }
}
