using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Generator.Charts;
using SegmentOperator.Generator.Crds;
using SegmentOperator.Generator.Images;
using SegmentOperator.Generator.Rbac;

namespace SegmentOperator.Generator;

/// <summary>The command line. Exit codes: 0 written or up to date, 1 a file is stale, 2 wrong usage.</summary>
internal static class Commands
{
    private const string Usage = """
        generator crds      [--check] --out DIRECTORY
        generator rbac      [--check] --out FILE --assembly FILE [--assembly FILE]...
        generator chart     [--check] --out DIRECTORY --from DIRECTORY
        generator manifests --out FILE --from DIRECTORY --crds DIRECTORY --values FILE
        generator image     --out FILE --name NAME --root DIRECTORY [--root DIRECTORY]... --entrypoint PATH [--created TIME]
        """;

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["crds"] = ["check", "out"],
        ["rbac"] = ["check", "out", "assembly"],
        ["chart"] = ["check", "out", "from"],
        ["manifests"] = ["out", "from", "crds", "values"],
        ["image"] = ["out", "name", "root", "entrypoint", "created"],
    };

    /// <summary>The kinds that have a CustomResourceDefinition.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
        [typeof(Segment), typeof(DeploymentRequest), typeof(AccessGrant), typeof(Approval)];

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        try
        {
            var options = Options.Parse(arguments, Known);
            if (options.Command == "image")
            {
                ImageArchive.Write(ImageSpec.From(options));
                output.WriteLine(options.One("out"));
                return 0;
            }

            var files = Files(options).ToList();
            return options.Check ? Check(files, errors) : Write(files, output);
        }
        catch (UsageException e)
        {
            errors.WriteLine($"generator: {e.Message}\n{Usage}");
            return 2;
        }
    }

    private static IEnumerable<(string Path, string Text)> Files(Options options)
    {
        var target = options.One("out");
        return options.Command switch
        {
            "crds" => Kinds.Select(CrdBuilder.Build).Select(crd => (Path.Combine(target, CrdBuilder.FileName(crd)), CrdBuilder.ToYaml(crd))),
            "rbac" => [(target, RbacFile.Write(options.Some("assembly").SelectMany(RbacReader.Read)))],
            "chart" => YamlFiles(options.One("from")).Where(file => Path.GetFileName(file) != "namespace.yaml")
                .Select(file => (Path.Combine(target, Path.GetFileName(file)), ChartTemplate.From(File.ReadAllText(file)))),
            _ => [(target, PlainManifests.Join(
                YamlFiles(options.One("crds")).Select(File.ReadAllText),
                YamlFiles(options.One("from")).Select(File.ReadAllText),
                File.ReadAllText(options.One("values"))))],
        };
    }

    private static IEnumerable<string> YamlFiles(string directory) =>
        Directory.GetFiles(directory, "*.yaml").Order(StringComparer.Ordinal);

    private static int Check(List<(string Path, string Text)> files, TextWriter errors)
    {
        var stale = files.Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text).Select(file => file.Path).ToList();
        foreach (var path in stale)
            errors.WriteLine($"{path} is not what its source says; run `make generate` and commit the result.");
        return stale.Count == 0 ? 0 : 1;
    }

    private static int Write(List<(string Path, string Text)> files, TextWriter output)
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
