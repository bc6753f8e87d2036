namespace SegmentOperator.Architecture;

/// <summary>Arrows between the projects go one way (decision 0001).</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Kubernetes"] = [],
        ["Runtime"] = ["Kubernetes"],
        ["Oci"] = [],
        ["Sigstore"] = ["Oci"],
        ["Archives"] = [],
        ["Policy"] = ["Archives"],
        ["Api"] = ["Kubernetes"],
        ["RunContract"] = [],
        ["Runner"] = ["Archives", "Oci", "RunContract"],
        ["Cli"] = ["Api", "Kubernetes"],
        ["Generator"] = ["Api", "Kubernetes"],
        ["Manager"] = ["Api", "Kubernetes", "Runtime", "Oci", "Sigstore", "Policy", "Archives", "RunContract"],
    };

    [Fact]
    public void Every_operator_project_refers_only_to_what_its_arrows_allow()
    {
        var wrong = Repository.References("operator")
            .SelectMany(project => project.Value.Select(target => (From: project.Key, To: target)))
            .Where(arrow => !Allowed.TryGetValue(arrow.From, out var allowed) || !allowed.Contains(arrow.To))
            .Select(arrow => $"{arrow.From} -> {arrow.To}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_operator_project_has_its_arrows_written_down()
    {
        Assert.Empty(Repository.References("operator").Keys.Except(Allowed.Keys, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Policy", "System.Net.Http")]
    [InlineData("Policy", "Microsoft.AspNetCore")]
    [InlineData("Oci", "SegmentOperator.Kubernetes")]
    [InlineData("Sigstore", "SegmentOperator.Kubernetes")]
    public void A_room_does_not_use_the_namespaces_that_its_arrows_exclude(string project, string forbidden)
    {
        var users = Repository.Sources(Path.Combine("operator", project))
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith($"using {forbidden}", StringComparison.Ordinal)));
        Assert.Empty(users);
    }

    [Fact]
    public void Nothing_that_ships_refers_to_a_test_double()
    {
        var doubles = Repository.References("tests").Keys.ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(Repository.References("operator").SelectMany(project => project.Value), doubles.Contains);
    }

    [Fact]
    public void Only_the_programs_and_the_runtime_know_the_web_server()
    {
        var users = Allowed.Keys.Where(project => Directory.Exists(Path.Combine(Repository.Root, "operator", project)) && Repository.Packages(project).Contains("Microsoft.AspNetCore.App"));
        Assert.Equal(["Manager", "Runtime"], users.Order(StringComparer.Ordinal));
    }
}
