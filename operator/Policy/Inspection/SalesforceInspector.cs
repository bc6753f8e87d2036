using System.Security.Cryptography;
using SegmentOperator.Archives;
using SegmentOperator.Policy.Inspection.Findings;
using SegmentOperator.Policy.Inspection.Inventory;
using SegmentOperator.Policy.Inspection.Manifests;
using SegmentOperator.Policy.Inspection.Sources;
using SegmentOperator.Policy.Inspection.Types;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection;

/// <summary>Reads a Salesforce package once, file by file, and keeps of each only what is reported.</summary>
internal sealed class SalesforceInspector : IDisposable
{
    private const int MaxApexBytes = 3 * 1024 * 1024;
    private readonly IPackageSource _source;
    private readonly string? _root;
    private readonly CheckContext _context;
    private readonly ComponentInventory _inventory;
    private readonly HashSet<ComponentKey> _containers = [];
    private readonly List<PackageManifest> _deletions = [];
    private PackageManifest? _manifest;
    private readonly IncrementalHash _own = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly RecordHash _recordHash = new();
    private readonly MetadataXml _xml = new();
    private readonly TextFile _apex = new(MaxApexBytes);
    private int _files;
    private long _bytes;

    public SalesforceInspector(IPackageSource source, PackageFacts? baseline)
    {
        _source = source;
        _root = FindRoot(source.Names ?? []);
        _context = new CheckContext(_root is null ? PackageForm.SalesforceSource : PackageForm.SalesforceMetadata, baseline);
        _inventory = new ComponentInventory(_context.Names);
    }

    /// <summary>Whether the names are those of a package or project.</summary>
    public static bool Recognizes(IReadOnlyList<string> names) => FindRoot(names) is not null
        || names.Any(name => name.EndsWith("-meta.xml", StringComparison.Ordinal) || name.EndsWith("sfdx-project.json", StringComparison.Ordinal));

    public void Dispose()
    {
        _own.Dispose();
        _recordHash.Dispose();
    }

    /// <exception cref="PackageUnsafeException">The package is hostile or damaged.</exception>
    public InspectionReport Inspect(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var unused = new byte[SHA256.HashSizeInBytes];
        foreach (var file in _source.Files(cancellationToken))
        {
            // What the file before left in it belongs to that file.
            hash.GetHashAndReset(unused);
            using var content = new HashingStream(file.Open(), hash);
            Read(file.Name, content, hash);
            _files++;
            _bytes += content.Count;
        }

        return Finish();
    }

    /// <summary>The folder in which package.xml lies, with its slash; null for a project.</summary>
    private static string? FindRoot(IReadOnlyList<string> names)
    {
        if (names.Contains(ManifestReader.Package))
            return "";
        var inFolders = names.Where(name => name.EndsWith("/" + ManifestReader.Package, StringComparison.Ordinal) && name.Count(c => c == '/') == 1).ToArray();
        if (inFolders is not [var manifest])
            return null;
        var folder = manifest[..^ManifestReader.Package.Length];
        // A project keeps its manifest in a folder beside the sources.
        return names.All(name => name.StartsWith(folder, StringComparison.Ordinal)) ? folder : null;
    }

    private void Read(string name, HashingStream content, IncrementalHash hash)
    {
        if (_root is not null && !name.StartsWith(_root, StringComparison.Ordinal))
            throw new PackageUnsafeException($"{EntryText.Show(name)} lies outside of the package's folder {EntryText.Show(_root)}");
        var path = _root is null ? name : name[_root.Length..];
        var isManifest = ReadManifest(name, path, content);
        var match = isManifest || IsProjectFile(path) ? null : _root is null ? MetadataPath.InProject(path) : MetadataPath.InPackage(path);
        var whole = match is null ? default : ReadContent(name, path, match, content);
        content.Drain();
        if (match is null)
            return;
        if (whole is { } part)
            Record(part, name, hash.GetHashAndReset(), content.Count, hasContent: true);
        else
            Record(match.Key, name, OwnHash(match.Key, hash), content.Count, hasContent: false);
    }

    /// <summary>Parts of a container have hashes of their own: the container's is over the rest.</summary>
    private byte[] OwnHash(ComponentKey key, IncrementalHash file)
    {
        var own = _own.GetHashAndReset();
        return ChildTypes.IsContainer(key.Type) ? own : file.GetHashAndReset();
    }

    private bool ReadManifest(string name, string path, HashingStream content)
    {
        var file = _root is null && path.StartsWith("manifest/", StringComparison.Ordinal) ? path["manifest/".Length..] : path;
        if (file != ManifestReader.Package && !ManifestReader.IsDestructive(file))
            return false;
        var manifest = ManifestReader.Read(_xml, _context.Names, content, name);
        if (file == ManifestReader.Package && manifest.Version is null && _root is not null)
            throw new PackageUnsafeException($"{EntryText.Show(name)} names no version");
        if (file == ManifestReader.Package)
            _manifest = manifest;
        else
            _deletions.Add(manifest);
        return true;
    }

    private bool IsProjectFile(string path) =>
        _root is null && path is "sfdx-project.json" or ".forceignore" or ".gitignore" or "README.md" or "package.json" or "config/project-scratch-def.json";

    /// <returns>The part that the file holds alone; null where the file is the component's own.</returns>
    private ComponentKey? ReadContent(string name, string path, PathMatch match, HashingStream content)
    {
        if (path.EndsWith(".cls", StringComparison.Ordinal) || path.EndsWith(".trigger", StringComparison.Ordinal))
            ReadApex(name, match.Key, content);
        else if (match.Child is { } child)
            return ReadPart(name, match.Key, child, content);
        else if (IsXml(path, match.Key.Type))
            ReadRecords(name, match.Key, content);
        return null;
    }

    /// <summary>A decomposed permission set has files whose root is one of its records.</summary>
    private void ReadRecords(string name, ComponentKey key, Stream content)
    {
        var decomposed = key.Type is "PermissionSet" or "Profile";
        // Of what nobody checks and what has no parts only the form counts: layouts and reports are most of a package's bytes.
        Action<string, XmlRecord>? each = MetadataChecks.Reads(key.Type) || ChildTypes.IsContainer(key.Type)
            ? (root, record) => OnRecord(key, name, root == record.Name ? Renamed(record) : record)
            : null;
        _xml.Read(content, name, each, whole: root => decomposed && root != key.Type);
    }

    /// <summary>A root is spelled with a capital: UserPermission holds what userPermissions does elsewhere.</summary>
    private static XmlRecord Renamed(XmlRecord root)
    {
        var record = new XmlRecord(char.ToLowerInvariant(root.Name[0]) + root.Name[1..], root.Line);
        foreach (var child in root.Children)
            record.Add(child);
        return record;
    }

    private static bool IsXml(string path, string type) => path.EndsWith(".xml", StringComparison.Ordinal)
        || (type != ComponentKey.UnknownType && MetadataTypes.InFolder(FolderOf(path)).Any(known => known.Name == type
            && known.Form is TypeForm.File or TypeForm.Foldered or TypeForm.Territory or TypeForm.Decomposed or TypeForm.Object
            && known.Name != "EmailTemplate" && path.EndsWith("." + known.Suffix, StringComparison.Ordinal)));

    private static string FolderOf(string path) => path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? path[..slash] : "";

    private ComponentKey ReadPart(string name, ComponentKey container, ChildType child, HashingStream content)
    {
        ComponentKey? part = null;
        _xml.Read(
            content,
            name,
            (_, record) =>
            {
                var own = record.Value("fullName") ?? FileStem(name, child.Suffix);
                part = new ComponentKey(child.Name, child.Qualified ? $"{container.Name}.{own}" : own);
                MetadataChecks.Check(_context, part.Value, name, record);
            },
            whole: _ => true);
        _containers.Add(container);
        return part!.Value;
    }

    private static string FileStem(string name, string suffix) => MetadataPath.Decode(name[(name.LastIndexOf('/') + 1)..^(suffix.Length + "-meta.xml".Length + 1)]);

    private void OnRecord(ComponentKey key, string file, XmlRecord record)
    {
        if (ChildTypes.Find(key.Type, record.Name) is { } child && record.Value("fullName") is { Length: > 0 } own)
        {
            var part = new ComponentKey(child.Name, child.Qualified ? $"{key.Name}.{own}" : own);
            if (_inventory.Contains(part))
                throw new PackageUnsafeException($"{EntryText.Show(file)} has {EntryText.Show(part.ToString())} twice (line {record.Line})");
            Record(part, file, _recordHash.Of(record), 0, hasContent: true);
            MetadataChecks.Check(_context, part, file, record);
            _containers.Add(key);
            return;
        }

        _inventory.Of(key, file).HasContent = true;
        if (ChildTypes.IsContainer(key.Type))
            _own.AppendData(_recordHash.Of(record));
        MetadataChecks.Check(_context, key, file, record);
    }

    private void Record(ComponentKey key, string file, byte[] hash, long bytes, bool hasContent)
    {
        var component = _inventory.Of(key, file);
        component.HasContent |= hasContent || !_containers.Contains(key);
        component.Add(file, hash, bytes);
    }

    private void ReadApex(string name, ComponentKey key, Stream content)
    {
        var characters = _apex.Read(name, content);
        ApexChecks.Check(_context, key, name, _apex.Characters, characters);
    }

    private InspectionReport Finish()
    {
        // A container that holds nothing but parts is no component that changes.
        var records = _inventory.Records.Where(record => record.HasContent || !_containers.Contains(record.Key)).ToArray();
        var files = _inventory.Records.ToDictionary(record => record.Key, record => record.File);
        foreach (var record in records)
            PresenceChecks.Check(_context.Sink, record.Key, record.File);
        foreach (var manifest in _deletions)
            DeletionChecks.Check(_context.Sink, manifest);
        SharingChecks.Finish(_context, owner => files.GetValueOrDefault(new ComponentKey("SharingRules", owner), ""));
        BaselineChecks.Finish(_context, files);
        return ReportBuilder.Build(_context, records, _deletions, Disagreements(records)) with { ApiVersion = _manifest?.Version, Files = _files, Bytes = _bytes };
    }

    private IReadOnlyList<string> Disagreements(ComponentRecord[] records) => _manifest is null || _root is null ? []
        : [.. ManifestAgreement.Disagreements(_manifest, [.. records.Select(record => record.Key)], _containers).Order(StringComparer.Ordinal)];
}
