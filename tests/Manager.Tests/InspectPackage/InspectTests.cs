using System.CommandLine;
using System.IO.Compression;
using System.Text.Json.Nodes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.Manager.Tests.InspectPackage;

/// <summary>What <c>segment-operator inspect</c> says, and with which exit code.</summary>
public sealed class InspectTests : IDisposable
{
    private const string Namespace = "http://soap.sforce.com/2006/04/metadata";
    private const string Manifest = $"<Package xmlns=\"{Namespace}\"><types><members>A</members><name>ApexClass</name></types><version>62.0</version></Package>";
    private readonly string _folder = Directory.CreateTempSubdirectory("inspect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_and_a_zip_are_shown_as_a_table(bool zipped)
    {
        var package = Package("p", ("package.xml", Manifest), ("classes/A.cls", "public without sharing class A {\n}"), (".git/config", "ignored"));
        if (zipped)
            ZipFile.CreateFromDirectory(package, package = Path.Combine(_folder, "p.zip"));
        var (exit, output, error) = await RunAsync("inspect", package);
        Assert.Equal(zipped, output.Contains(".git/config", StringComparison.Ordinal));
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("ApexClass", output, StringComparison.Ordinal);
        Assert.Contains("High       apex-without-sharing", output, StringComparison.Ordinal);
        Assert.Contains("classes/A.cls:1", output, StringComparison.Ordinal);
        Assert.Contains("Declare the class with sharing.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_is_the_same_each_time_and_tells_changes_and_what_lies_outside()
    {
        var before = Package("before", ("package.xml", Manifest), ("classes/A.cls", "public with sharing class A {}"));
        var after = Package("after", ("package.xml", Manifest), ("classes/A.cls", "public without sharing class A {}"));
        var segment = Path.Combine(_folder, "segment.yaml");
        File.WriteAllText(segment, "apiVersion: segment-operator.dev/v1alpha1\nkind: Segment\nmetadata: {name: finance}\nspec: {data: [{type: ApexClass, names: [Other]}]}\n");
        string[] line = ["inspect", after, "-o", "json", "--baseline", before, "--segment", segment];
        var (exit, output, _) = await RunAsync(line);
        Assert.Equal(0, exit);
        Assert.Equal(output, (await RunAsync(line)).Output);
        var json = JsonNode.Parse(output)!;
        Assert.Equal("Changed", (string?)json["components"]![0]!["change"]);
        Assert.Equal("ApexClass:A", (string?)json["outOfScope"]![0]);
        Assert.Equal(("apex-without-sharing", 1), ((string?)json["findings"]![0]!["id"], (int)json["findings"]![0]!["line"]!));
    }

    [Theory]
    [InlineData("connected-app-wide", 0)]
    [InlineData("hostile-entities", 1)]
    public async Task SARIF_is_the_golden_file(string name, int wanted)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Cases", name);
        var (exit, output, error) = await RunAsync("inspect", Path.Combine(folder, "given", "package"), "-o", "sarif");
        Assert.Equal((wanted, ""), (exit, error));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "want.sarif")), output);
    }

    [Fact]
    public async Task SARIF_is_written_also_for_a_package_that_is_refused()
    {
        var package = Package("p", ("package.xml", Manifest), ("classes/A.cls", "public without sharing class A {}"));
        var run = JsonNode.Parse((await RunAsync("inspect", package, "-o", "sarif")).Output)!["runs"]![0]!;
        Assert.Equal("apex-without-sharing", (string?)run["results"]![0]!["ruleId"]);
        var bad = Package("bad", ("package.xml", "<!DOCTYPE x []><Package/>"));
        var (exit, output, _) = await RunAsync("inspect", bad, "-o", "sarif");
        Assert.Equal(1, exit);
        Assert.Contains("'package.xml' has a document type", output, StringComparison.Ordinal);
        (exit, output, _) = await RunAsync("inspect", bad);
        Assert.Equal(1, exit);
        Assert.StartsWith("Refused (PackageUnsafe): ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("High", 1)]
    [InlineData("Critical", 0)]
    [InlineData("none", 0)]
    public async Task The_exit_code_follows_the_worst_finding_where_that_is_asked_for(string failOn, int wanted)
    {
        var package = Package("p", ("package.xml", Manifest), ("classes/A.cls", "public without sharing class A {}"));
        Assert.Equal(wanted, (await RunAsync("inspect", package, "--fail-on", failOn)).Exit);
    }

    [Fact]
    public async Task A_package_in_a_registry_is_read_by_its_reference()
    {
        await using var registry = await EmbeddedRegistry.StartAsync();
        using var writer = new RegistryWriter(registry.Address);
        await writer.PushAsync(PackageArtifact.Build([SegmentOperator.Signing.PackageFile.Text("package.xml", Manifest), SegmentOperator.Signing.PackageFile.Text("classes/A.cls", "public without sharing class A {}")]), "sf/revenue", "1.0");
        var (exit, output, error) = await RunAsync("inspect", $"{registry.Host}/sf/revenue:1.0", "--plain-http-registry", registry.Host);
        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("apex-without-sharing", output, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("inspect", $"{registry.Host}/sf/revenue:2.0", "--plain-http-registry", registry.Host);
        Assert.Equal(2, exit);
        Assert.Contains("2.0", error, StringComparison.Ordinal);
        (exit, _, error) = await RunAsync("inspect", "127.0.0.1:1/sf/revenue:1.0", "--plain-http-registry", "127.0.0.1:1");
        Assert.Equal(3, exit);
        Assert.StartsWith("Could not read the package: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_package_says_so()
    {
        var file = Path.Combine(_folder, "text");
        File.WriteAllText(file, "no package");
        var (exit, _, error) = await RunAsync("inspect", file);
        Assert.Equal((2, $"{file} is neither a folder nor a zip nor a gzipped tar."), (exit, error.Trim()));
        (exit, _, error) = await RunAsync("inspect", "No Such Thing");
        Assert.Equal(2, exit);
        Assert.Contains("no file or folder here, and no reference either", error, StringComparison.Ordinal);
    }

    private string Package(string name, params (string Name, string Content)[] files)
    {
        var folder = Path.Combine(_folder, name);
        foreach (var (path, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), content);
        }

        return folder;
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.InvokeAsync(arguments, new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }
}
