using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Patching.Ownership;

/// <summary>
/// A set of field paths, as in <c>managedFields[].fieldsV1</c>: a tree whose edges are <c>f:name</c>, <c>k:{"key":…}</c>,
/// <c>v:value</c> or <c>i:index</c>. A node is a member of the set or only on the way to members.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    public bool IsMember { get; set; }

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public FieldSet? this[string edge] => _children.GetValueOrDefault(edge);

    /// <summary>The node behind an edge, made when missing.</summary>
    public FieldSet Into(string edge)
    {
        if (!_children.TryGetValue(edge, out var child))
            _children.Add(edge, child = new FieldSet());
        return child;
    }

    /// <summary>Hangs a set behind an edge, unless it is empty.</summary>
    public void Graft(string edge, FieldSet below)
    {
        if (!below.IsEmpty)
            _children[edge] = below;
    }

    public static FieldSet Parse(JsonObject? fields)
    {
        var set = new FieldSet();
        foreach (var (edge, below) in fields ?? [])
        {
            if (edge == ".")
                set.IsMember = true;
            else
                set._children[edge] = Parse(below as JsonObject);
        }
        set.IsMember |= set._children.Count == 0;
        return set;
    }

    /// <summary>Paths as <c>metadata.ownerReferences</c>.</summary>
    public static FieldSet OfPaths(IEnumerable<string> paths)
    {
        var set = new FieldSet();
        foreach (var path in paths)
            path.Split('.').Aggregate(set, (node, name) => node.Into("f:" + name)).IsMember = true;
        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        if (IsMember && _children.Count > 0)
            json["."] = new JsonObject();
        foreach (var (edge, child) in _children)
            json[edge] = child.ToJson();
        return json;
    }

    public FieldSet Union(FieldSet other) => Combine(other, (mine, theirs) => mine || theirs, keepMine: true, keepTheirs: true);

    public FieldSet Except(FieldSet other) => Combine(other, (mine, theirs) => mine && !theirs, keepMine: true, keepTheirs: false);

    public FieldSet Intersect(FieldSet other) => Combine(other, (mine, theirs) => mine && theirs, keepMine: false, keepTheirs: false);

    /// <summary>Without the members of the other set and everything below them.</summary>
    public FieldSet ExceptBelow(FieldSet other)
    {
        if (other.IsMember)
            return new FieldSet();
        var result = new FieldSet { IsMember = IsMember };
        foreach (var (edge, child) in _children)
        {
            var kept = other[edge] is { } theirs ? child.ExceptBelow(theirs) : child;
            if (!kept.IsEmpty)
                result._children.Add(edge, kept);
        }
        return result;
    }

    public bool SetEquals(FieldSet other) => IsMember == other.IsMember && _children.Count == other._children.Count &&
        _children.All(c => other[c.Key] is { } theirs && c.Value.SetEquals(theirs));

    /// <summary>The members as texts, <c>.spec.items[name="a"].v</c>: on each level members before what is below them.</summary>
    public IEnumerable<string> Texts(string prefix = "")
    {
        foreach (var (edge, child) in _children)
        {
            if (child.IsMember)
                yield return prefix + TextOf(edge);
        }
        foreach (var (edge, child) in _children)
        {
            foreach (var text in child.Texts(prefix + TextOf(edge)))
                yield return text;
        }
    }

    private static string TextOf(string edge)
    {
        var rest = edge[2..];
        return edge[0] switch
        {
            'f' => "." + rest,
            'k' => $"[{string.Join(",", ((JsonObject)JsonNode.Parse(rest)!).Select(k => $"{k.Key}={Json.Write(k.Value)}"))}]",
            'v' => $"[={rest}]",
            _ => $"[{rest}]",
        };
    }

    private FieldSet Combine(FieldSet other, Func<bool, bool, bool> member, bool keepMine, bool keepTheirs)
    {
        var result = new FieldSet { IsMember = member(IsMember, other.IsMember) };
        foreach (var (edge, child) in _children)
        {
            var combined = other[edge] is { } theirs ? child.Combine(theirs, member, keepMine, keepTheirs) : keepMine ? child : null;
            if (combined is { IsEmpty: false })
                result._children.Add(edge, combined);
        }
        if (!keepTheirs)
            return result;
        foreach (var (edge, child) in other._children)
        {
            if (!_children.ContainsKey(edge))
                result._children.Add(edge, child);
        }
        return result;
    }
}
