using System.Text;

namespace SegmentOperator.Sigstore.Tests.Policies;

/// <summary>What SLSA provenance says, and whether it is what a policy wants.</summary>
public sealed class ProvenanceTests
{
    private const string Commit = "c5f5ebb254163ed85ddb32d54dcdd710ac3f0460";
    private const string Builder = "https://github.com/actions/runner/github-hosted";

    private const string Workflow1 = """
        {"buildDefinition":{"buildType":"t","externalParameters":{"workflow":{"ref":"refs/heads/main","repository":"https://github.com/example/finance","path":"p"}},
        "resolvedDependencies":[{"uri":"git+https://github.com/example/finance@refs/heads/main","digest":{"gitCommit":"c5f5ebb254163ed85ddb32d54dcdd710ac3f0460"}},
        {"uri":"git+https://github.com/example/library@refs/tags/v1","digest":{"gitCommit":"0000000000000000000000000000000000000000"}}]},
        "runDetails":{"builder":{"id":"https://github.com/actions/runner/github-hosted"}}}
        """;

    private const string Source1 = """
        {"buildDefinition":{"externalParameters":{"source":{"uri":"git+https://github.com/example/finance@refs/heads/main","digest":{"sha1":"c5f5ebb254163ed85ddb32d54dcdd710ac3f0460"}}}},
        "runDetails":{"builder":{"id":"https://github.com/actions/runner/github-hosted"}}}
        """;

    private const string Config02 = """
        {"builder":{"id":"https://github.com/actions/runner/github-hosted"},"buildType":"t",
        "invocation":{"configSource":{"uri":"git+https://github.com/example/finance@refs/heads/main","digest":{"sha1":"c5f5ebb254163ed85ddb32d54dcdd710ac3f0460"},"entryPoint":"e"}},
        "materials":[{"uri":"git+https://github.com/other/library","digest":{"sha1":"00"}}]}
        """;

    private const string Materials02 = """
        {"builder":{"id":"https://github.com/actions/runner/github-hosted"},
        "materials":[{"uri":"pkg:docker/x@1"},{"uri":"git+https://github.com/example/finance.git@refs/heads/main","digest":{"sha1":"c5f5ebb254163ed85ddb32d54dcdd710ac3f0460"}}]}
        """;

    public static TheoryData<string, string> Good => new()
    {
        { Provenance.Version1, Workflow1 }, { Provenance.Version1, Source1 }, { Provenance.Version02, Config02 }, { Provenance.Version02, Materials02 },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Source_revision_and_builder_are_read(string type, string json)
    {
        var provenance = Read(type, json);
        Assert.StartsWith("https://github.com/example/finance", provenance.Repository, StringComparison.Ordinal);
        Assert.Equal(("refs/heads/main", Commit, Builder), (provenance.Ref, provenance.Revision, provenance.Builder));
        Assert.Null(ProvenanceCheck.Differs(provenance, new ProvenanceRequirement
        {
            Repositories = ["https://github.com/example/finance"],
            Refs = ["refs/heads/*"],
            Builders = ["https://github.com/actions/*"],
            Repository = "https://github.com/example/finance",
            Revision = Commit,
        }));
    }

    public static TheoryData<ProvenanceRequirement, string> Wrong => new()
    {
        { new() { Repositories = ["https://github.com/example/finance-*"] }, "source repository" },
        { new() { Refs = ["refs/tags/*", "refs/heads/release"] }, "source reference" },
        { new() { Builders = ["https://github.com/slsa-framework/*"] }, "builder" },
        { new() { Repository = "https://github.com/example/*" }, "source repository" },
        { new() { Repository = "https://github.com/example/finance2" }, "source repository" },
        { new() { Revision = "c5f5ebb" }, "source revision" },
        { new() { Revision = "*" }, "source revision" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_differs_is_said(ProvenanceRequirement requirement, string what) =>
        Assert.Contains(what, ProvenanceCheck.Differs(Read(Provenance.Version1, Workflow1), requirement), StringComparison.Ordinal);

    [Theory]
    [InlineData(Commit, true)]
    [InlineData("main", true)]
    [InlineData("refs/heads/main", true)]
    [InlineData("mai", false)]
    public void A_revision_is_a_commit_or_a_branch(string revision, bool same) =>
        Assert.Equal(same, ProvenanceCheck.Differs(Read(Provenance.Version1, Workflow1), new ProvenanceRequirement { Revision = revision }) is null);

    [Fact]
    public void Among_several_repositories_none_is_taken_for_the_source()
    {
        const string two = """{"builder":{"id":"b"},"materials":[{"uri":"git+https://github.com/example/finance"},{"uri":"git+https://github.com/example/other"}]}""";
        var differs = ProvenanceCheck.Differs(Read(Provenance.Version02, two), new ProvenanceRequirement { Repositories = ["*"] });
        Assert.Contains("names no source repository", differs, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a*c", "abc", true)]
    [InlineData("a*c", "ac", true)]
    [InlineData("a*c", "abcd", false)]
    [InlineData("*.yml", "a.yml.yml", true)]
    [InlineData("a**b*", "axxbyy", true)]
    [InlineData("a.c", "abc", false)]
    public void A_star_stands_for_any_characters(string pattern, string value, bool matches) => Assert.Equal(matches, Glob.Matches(pattern, value));

    [Fact]
    public void Many_stars_take_no_time() =>
        Assert.False(Glob.Matches(string.Concat(Enumerable.Repeat("a*", 200)) + "b", new string('a', 20_000)));

    private static Provenance Read(string type, string json) => Provenance.Read(type, Encoding.UTF8.GetBytes(json));
}
