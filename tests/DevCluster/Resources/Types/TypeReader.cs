using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>
/// Reads the <c>.types</c> files. A line at the margin begins a struct: its name, then <c>kind</c> (apiVersion, kind and
/// metadata are implied), <c>group=G</c>, <c>@package</c> (holds until the next one), <c>atomic</c>, <c>any</c>,
/// <c>like=Other</c>, <c>proto</c> (its fields are numbered in their order, or by <c>#n</c>). An indented line is a field: its name with <c>+</c> (always written), <c>?</c> (a pointer: zero is
/// kept), <c>!</c> (required); its type (<c>string int32 int64 number bool bytes Time MicroTime Quantity IntOrString any</c>, a
/// struct, <c>[]T</c> a list, <c>{T}</c> a map); <c>atomic</c>, <c>set</c> or <c>map=keys</c> for apply; <c>merge</c>,
/// <c>merge=key</c>, <c>retainKeys</c> for strategic merge; <c>=value</c> the default; <c>// text</c> the description, where
/// <c>{name}</c> stands for a text of <see cref="Descriptions"/>.
/// </summary>
internal sealed class TypeReader
{
    private readonly Dictionary<string, (string Package, string[] Flags, List<string> Fields)> _sources = [];
    private readonly Dictionary<string, FieldType> _types = [];

    /// <summary>Every struct of the embedded files, by "group/Name" ("Name" in core and shared files).</summary>
    public static IReadOnlyDictionary<string, FieldType> ReadAll()
    {
        var reader = new TypeReader();
        var assembly = typeof(TypeReader).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".types", StringComparison.Ordinal)).Order())
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
            reader.Scan(text.ReadToEnd());
        }
        foreach (var name in reader._sources.Keys)
            reader.Resolve(name);
        return reader._types;
    }

    private void Scan(string text)
    {
        List<string>? fields = null;
        var package = "";
        foreach (var line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == ' ')
            {
                fields!.Add(line.Trim());
                continue;
            }
            var words = line.Split(' ');
            package = words.FirstOrDefault(w => w[0] == '@')?[1..] ?? package;
            fields = [];
            var group = words.FirstOrDefault(w => w.StartsWith("group=", StringComparison.Ordinal))?["group=".Length..];
            _sources.Add(group is null ? words[0] : $"{group}/{words[0]}", (package, words[1..], fields));
        }
    }

    private FieldType Resolve(string name)
    {
        if (_types.TryGetValue(name, out var known))
            return known;
        var (package, flags, lines) = _sources[name];
        var type = new FieldType
        {
            Kind = flags.Contains("any") ? FieldKind.Any : FieldKind.Struct,
            Name = name[(name.IndexOf('/') + 1)..],
            Package = package,
            IsAtomic = flags.Contains("atomic"),
        };
        // Registered before its fields are read: JSONSchemaProps contains itself.
        _types.Add(name, type);
        if (flags.Contains("kind"))
        {
            Add(type, "apiVersion string // {apiVersion}", 0);
            Add(type, "kind string // {kind}", 0);
            Add(type, "metadata+ ObjectMeta // {metadata}", 1);
        }
        if (flags.FirstOrDefault(f => f.StartsWith("like=", StringComparison.Ordinal)) is { } like)
        {
            foreach (var field in Resolve(like["like=".Length..]).Fields)
                type.Fields.Add(field.Key, field.Value);
        }
        var isNumbered = flags.Contains("proto");
        var number = flags.Contains("kind") ? 1 : 0;
        foreach (var line in lines)
            Add(type, line, isNumbered ? ++number : 0);
        return type;
    }

    private void Add(FieldType owner, string line, int number)
    {
        var comment = line.IndexOf(" // ", StringComparison.Ordinal);
        var description = comment < 0 ? "" : line[(comment + 4)..];
        if (description.StartsWith('{'))
            description = Descriptions.Get(description[1..^1]);
        var words = (comment < 0 ? line : line[..comment]).Split(' ');
        var name = words[0].TrimEnd('+', '?', '!');
        var marks = words[0][name.Length..];
        var flags = words[2..];
        var keys = flags.FirstOrDefault(f => f.StartsWith("map=", StringComparison.Ordinal))?["map=".Length..].Split(',') ?? [];
        var mergeKey = flags.FirstOrDefault(f => f.StartsWith("merge=", StringComparison.Ordinal))?["merge=".Length..];
        var standard = flags.FirstOrDefault(f => f.StartsWith('='));
        var numbered = flags.FirstOrDefault(f => f.StartsWith('#'));
        owner.Fields[name] = new FieldInfo(name, TypeOf(words[1], keys, flags.Contains("set"), flags.Contains("atomic")))
        {
            Presence = marks.Contains('?') ? Presence.Pointer : marks.Contains('+') ? Presence.Always : Presence.OmitEmpty,
            IsNullable = flags.Contains("pointer"),
            IsRequired = marks.Contains('!'),
            Default = standard is null ? null : DefaultOf(standard[1..], words[1]),
            Description = description,
            Merges = mergeKey is not null || flags.Contains("merge"),
            MergeKey = mergeKey ?? (flags.Contains("merge") && keys.Length > 0 ? keys[0] : ""),
            Number = numbered is null ? number : int.Parse(numbered[1..]),
            RetainsKeys = flags.Contains("retainKeys"),
        };
    }

    private FieldType TypeOf(string word, string[] keys, bool isSet, bool isAtomic)
    {
        if (word.StartsWith("[]", StringComparison.Ordinal))
        {
            return new FieldType
            {
                Kind = FieldKind.List,
                Element = TypeOf(word[2..], [], false, false),
                Keys = keys,
                Semantics = keys.Length > 0 ? ListSemantics.Map : isSet ? ListSemantics.Set : ListSemantics.Atomic,
            };
        }
        if (word.StartsWith('{'))
            return new FieldType { Kind = FieldKind.Map, Element = TypeOf(word[1..^1], [], false, false), IsAtomic = isAtomic };
        return word switch
        {
            "any" => new FieldType { Kind = FieldKind.Any, IsAtomic = true },
            "string" => new FieldType { Kind = FieldKind.String },
            "number" => new FieldType { Kind = FieldKind.Number },
            "bool" => new FieldType { Kind = FieldKind.Bool },
            "bytes" => new FieldType { Kind = FieldKind.Bytes },
            "int32" => new FieldType { Kind = FieldKind.Int32 },
            "int64" => new FieldType { Kind = FieldKind.Int64 },
            _ when Enum.TryParse<FieldKind>(word, out var scalar) => new FieldType { Kind = scalar },
            _ => Resolve(word),
        };
    }

    private static JsonNode DefaultOf(string text, string type) => text switch
    {
        "{}" => new JsonObject(),
        "\"\"" => JsonValue.Create(""),
        "true" => JsonValue.Create(true),
        _ when type is "int32" or "int64" => JsonValue.Create(long.Parse(text)),
        _ => JsonValue.Create(text),
    };
}
