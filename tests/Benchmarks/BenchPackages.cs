using System.IO.Compression;
using System.Text;

namespace SegmentOperator.Benchmarks;

/// <summary>Packages of ten thousand files, the same each time.</summary>
internal static class BenchPackages
{
    public const int Files = 9_998;

    public static void WriteSmall(string path)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        void Add(string name, string content)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        Add("package.xml", "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>*</members><name>ApexClass</name></types><types><members>*</members><name>PermissionSet</name></types><version>62.0</version></Package>");
        var random = new Random(1);
        for (var i = 0; i < Files / 2; i++)
        {
            Add($"classes/Class{i}.cls", $"public with sharing class Class{i} {{ Integer a() {{ return {random.Next()}; }} }}\n");
            Add($"permissionsets/P{i}.permissionset", $"<PermissionSet><label>P{i}</label>{string.Concat(Enumerable.Range(0, 20).Select(f => $"<fieldPermissions><editable>false</editable><field>Invoice__c.F{random.Next(1000)}_{f}__c</field><readable>true</readable></fieldPermissions>"))}</PermissionSet>");
        }
    }

    /// <summary>Ten thousand files and nearly 400 MB unpacked: code, layouts, permission sets, and files that are nothing but bytes.</summary>
    public static void WriteLarge(string path)
    {
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        var random = new Random(1);
        void Add(string name, string content)
        {
            using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(Encoding.UTF8.GetBytes(content));
        }

        string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(line));
        Add("package.xml", "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">" + Lines(4, type => $"<types><members>*</members><name>{new[] { "ApexClass", "PermissionSet", "Layout", "StaticResource" }[type]}</name></types>") + "<version>62.0</version></Package>");
        for (var i = 0; i < Files / 4; i++)
        {
            Add($"classes/Class{i}.cls", $"public with sharing class Class{i} {{\n{Lines(500, line => $"    Integer method{line}() {{ return {random.Next()} + {line}; }} // {random.Next():x} comment\n")}}}\n");
            Add($"permissionsets/P{i}.permissionset", $"<PermissionSet><label>P{i}</label>{Lines(150, f => $"<fieldPermissions><editable>false</editable><field>Invoice__c.F{(i + (f * 7)) % 800}__c</field><readable>true</readable></fieldPermissions>")}</PermissionSet>");
            Add($"layouts/Invoice__c-L{i}.layout", $"<Layout>{Lines(400, f => $"<layoutSections><label>S{random.Next():x}</label><layoutColumns><layoutItems><behavior>Edit</behavior><field>F{f}__c</field></layoutItems></layoutColumns></layoutSections>")}</Layout>");
            Add($"staticresources/S{i}.resource", Lines(1200, _ => $"{random.NextInt64():x16}{random.NextInt64():x16}\n"));
        }
    }
}
