using SegmentOperator.Generator;

namespace SegmentOperator.Api.Tests.Generator;

public sealed class CommandsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("generator-");
    private readonly StringWriter _errors = new();

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Generating_twice_gives_the_same_bytes()
    {
        var (first, second) = (Path.Combine(_directory.FullName, "1"), Path.Combine(_directory.FullName, "2"));

        Assert.Equal(0, Run("crds", "--out", first));
        Assert.Equal(0, Run("crds", "--out", second));

        Assert.Equal(4, Directory.GetFiles(first).Length);
        Assert.All(Directory.GetFiles(first), path =>
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Path.Combine(second, Path.GetFileName(path)))));
    }

    [Fact]
    public void A_stale_file_is_named()
    {
        Run("crds", "--out", _directory.FullName);
        var stale = Path.Combine(_directory.FullName, "segments.segment-operator.dev.yaml");
        File.AppendAllText(stale, "# edited by hand\n");

        Assert.Equal(1, Run("crds", "--check", "--out", _directory.FullName));

        Assert.Contains(stale, Assert.Single(Lines()), StringComparison.Ordinal);
        Assert.EndsWith("# edited by hand\n", File.ReadAllText(stale), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_stale()
    {
        Assert.Equal(1, Run("crds", "--check", "--out", _directory.FullName));
        Assert.Equal(4, Lines().Length);
    }

    [Fact]
    public void The_committed_definitions_are_what_the_types_say()
    {
        Assert.Equal(0, Run("crds", "--check", "--out", Path.Combine(Repository.Root, "crds")));
    }

    [Theory]
    [InlineData]
    [InlineData("crds")]
    [InlineData("crds", "--out")]
    [InlineData("nonsense", "--out", "x")]
    [InlineData("rbac", "--out", "x")]
    [InlineData("crds", "--out", "x", "--assembly", "y")]
    public void Wrong_usage_is_answered_with_the_usage(params string[] arguments)
    {
        Assert.Equal(2, Run(arguments));
        Assert.Contains("generator crds", _errors.ToString(), StringComparison.Ordinal);
    }

    private int Run(params string[] arguments) => Commands.Run(arguments, TextWriter.Null, _errors);

    private string[] Lines() => _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
