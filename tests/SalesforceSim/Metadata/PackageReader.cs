using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>What a package contains, and what is wrong with it before the org is even looked at.</summary>
internal sealed record PackageContent(
    PackageManifest Manifest, IReadOnlyList<PackageComponent> Components, IReadOnlyList<SimComponent> Deletions, IReadOnlyList<DeployMessage> Problems);

/// <summary>Turns a zip's files into components.</summary>
internal sealed class PackageReader
{
    private readonly PackageZip zip;
    private readonly bool allowMissingFiles;
    private readonly List<PackageComponent> components = [];
    private readonly List<SimComponent> deletions = [];
    private readonly List<DeployMessage> problems = [];

    private PackageReader(PackageZip zip, bool allowMissingFiles)
    {
        this.zip = zip;
        this.allowMissingFiles = allowMissingFiles;
    }

    public static PackageContent Read(PackageZip zip, bool allowMissingFiles) => new PackageReader(zip, allowMissingFiles).Read();

    private PackageContent Read()
    {
        var manifest = ReadManifest("package.xml");
        if (manifest is null)
        {
            if (problems.Count == 0)
                problems.Add(new DeployMessage("", "package.xml", zip.Root + "package.xml") { Problem = "No package.xml found" });
            return new PackageContent(new PackageManifest(new Dictionary<string, IReadOnlyList<string>>(), null), [], [], problems);
        }

        foreach (var file in zip.Files.Keys)
            ReadFile(file, manifest);
        foreach (var file in (ReadOnlySpan<string>)["destructiveChangesPre.xml", "destructiveChanges.xml", "destructiveChangesPost.xml"])
            ReadDeletions(file);
        if (!allowMissingFiles)
            FindMissing(manifest);
        return new PackageContent(manifest, components, deletions, problems);
    }

    private PackageManifest? ReadManifest(string name)
    {
        if (!zip.Files.TryGetValue(name, out var xml))
            return null;
        try
        {
            return PackageManifest.Parse(xml);
        }
        catch (XmlException e)
        {
            problems.Add(new DeployMessage("", name, zip.Root + name) { Problem = $"Error parsing file: {e.Message}", Line = e.LineNumber });
            return null;
        }
    }

    private void ReadFile(string file, PackageManifest manifest)
    {
        var parts = file.Split('/');
        if (parts.Length < 2 || MetadataTypes.ByFolder(parts[0]) is not { } type)
        {
            if (parts.Length > 1)
                problems.Add(new DeployMessage("", file, zip.Root + file) { Problem = $"Unknown folder: {parts[0]}", IsWarning = true });
            return;
        }

        if (type.Suffix is null)
            AddBundle(type, parts[1], file);
        else if (file.EndsWith("." + type.Suffix, StringComparison.Ordinal))
            AddFile(type, file, manifest);
    }

    private void AddBundle(MetadataType type, string name, string file)
    {
        if (components.Exists(c => c.Type == type.Name && c.FullName == name))
            return;
        var folder = file[..(file.IndexOf(name, StringComparison.Ordinal) + name.Length + 1)];
        var all = zip.Files.Where(f => f.Key.StartsWith(folder, StringComparison.Ordinal)).SelectMany(f => f.Value).ToArray();
        components.Add(new PackageComponent(new SimComponent(type.Name, name, Hash(all), zip.Root + folder.TrimEnd('/')), null, null));
    }

    private void AddFile(MetadataType type, string file, PackageManifest manifest)
    {
        var fullName = file[(type.Folder.Length + 1)..^(type.Suffix!.Length + 1)];
        var content = zip.Files[file];
        var component = new SimComponent(type.Name, fullName, Hash(content), zip.Root + file);
        XElement? xml = null;
        if (type.HasMetaFile)
        {
            if (!zip.Files.TryGetValue(file + "-meta.xml", out var meta))
                AddProblem(component, $"Metadata file {file}-meta.xml was not found in zipped directory", null);
            else
                xml = ParseXml(component, type, meta);
            var text = Encoding.UTF8.GetString(content);
            components.Add(new PackageComponent(component with { Source = text }, xml, text));
        }
        else
        {
            xml = ParseXml(component, type, content);
            var granted = MetadataXml.Children(xml, "userPermissions")
                .Where(p => MetadataXml.Child(p, "enabled") == "true").Select(p => MetadataXml.Child(p, "name") ?? "").ToList();
            components.Add(new PackageComponent(component with { UserPermissions = granted }, xml, null));
        }

        if (type.Name == "CustomObject" && xml is not null)
            AddObjectChildren(component, xml);
        if (!manifest.Names(type.Name, fullName) && !(type.Name == "CustomObject" && NamesChild(manifest, fullName)))
        {
            problems.Add(new DeployMessage(type.Name, fullName, component.FileName)
            {
                Problem = "Not in package.xml",
            });
        }
    }

    private static bool NamesChild(PackageManifest manifest, string objectName) =>
        manifest.Types.Values.Any(members => members.Any(m => m.StartsWith(objectName + ".", StringComparison.Ordinal)));

    private void AddObjectChildren(SimComponent parent, XElement xml)
    {
        foreach (var child in xml.Elements())
        {
            if (MetadataTypes.ObjectChildren.TryGetValue(child.Name.LocalName, out var type)
                && MetadataXml.Child(child, "fullName") is { Length: > 0 } name)
            {
                var hash = Hash(Encoding.UTF8.GetBytes(child.ToString(SaveOptions.DisableFormatting)));
                components.Add(new PackageComponent(
                    new SimComponent(type, $"{parent.FullName}.{name}", hash, parent.FileName), child, null));
            }
        }
    }

    private XElement? ParseXml(SimComponent component, MetadataType type, byte[] xml)
    {
        try
        {
            var root = MetadataXml.Parse(xml).Root!;
            if (root.Name == XName.Get(type.Name, MetadataTypes.Namespace))
                return root;
            AddProblem(component, $"Error parsing file: Element {root.Name} invalid at this location in type {type.Name}", MetadataXml.Line(root));
        }
        catch (XmlException e)
        {
            AddProblem(component, $"Error parsing file: {e.Message}", e.LineNumber);
        }

        return null;
    }

    private void ReadDeletions(string file)
    {
        if (ReadManifest(file) is not { } manifest)
            return;
        foreach (var (type, members) in manifest.Types)
            deletions.AddRange(members.Select(m => new SimComponent(type, m, "", zip.Root + file)));
    }

    private void FindMissing(PackageManifest manifest)
    {
        foreach (var (type, members) in manifest.Types)
        {
            if (MetadataTypes.ByName(type) is null && !MetadataTypes.ObjectChildren.Values.Contains(type))
            {
                problems.Add(new DeployMessage("", "package.xml", zip.Root + "package.xml")
                {
                    Problem = $"Entity type: '{type}' is unknown",
                });
                continue;
            }

            foreach (var member in members.Where(m => m != "*" && !components.Exists(c => c.Type == type && c.FullName == m)))
            {
                problems.Add(new DeployMessage(type, member, zip.Root + "package.xml")
                {
                    Problem = $"An object '{member}' of type {type} was named in package.xml, but was not found in zipped directory",
                });
            }
        }
    }

    private void AddProblem(SimComponent component, string problem, int? line) =>
        problems.Add(new DeployMessage(component.Type, component.FullName, component.FileName) { Problem = problem, Line = line });

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
