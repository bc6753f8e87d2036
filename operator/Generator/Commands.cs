using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Generator.Crds;
using SegmentOperator.Generator.Rbac;

namespace SegmentOperator.Generator;

/// <summary>The command line. Exit codes: 0 written or up to date, 1 a file is stale, 2 wrong usage.</summary>
internal static class Commands
{
    private const string Usage = """
        generator crds [--check] --out DIRECTORY
        generator rbac [--check] --out FILE --assembly FILE [--assembly FILE]...
        """;

    /// <summary>The kinds that have a CustomResourceDefinition.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
        [typeof(Segment), typeof(DeploymentRequest), typeof(AccessGrant), typeof(Approval)];

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (!Options.TryParse(arguments, out var options))
        {
            errors.WriteLine(Usage);
            return 2;
        }

        var files = options.Command == "crds" ? CrdFiles(options.Out) : [(options.Out, RbacFile.Write(options.Assemblies))];
        return options.Check ? Check(files, errors) : Write(files, output);
    }

    private static IEnumerable<(string Path, string Text)> CrdFiles(string directory) =>
        Kinds.Select(CrdBuilder.Build).Select(crd => (Path.Combine(directory, CrdBuilder.FileName(crd)), CrdBuilder.ToYaml(crd)));

    private static int Check(IEnumerable<(string Path, string Text)> files, TextWriter errors)
    {
        var stale = files.Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text).ToList();
        foreach (var (path, _) in stale)
            errors.WriteLine($"{path} is not what the C# types say; run `make generate` and commit the result.");
        return stale.Count == 0 ? 0 : 1;
    }

    private static int Write(IEnumerable<(string Path, string Text)> files, TextWriter output)
    {
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, text);
            output.WriteLine(path);
        }

        return 0;
    }
}
