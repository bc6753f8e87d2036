using SegmentOperator.Runner.Packages;

namespace SegmentOperator.Runner.Tests.Packages;

public sealed class YamlReaderTests
{
    [Fact]
    public void Ordinary_manifests_become_the_JSON_that_everybody_expects()
    {
        var documents = YamlReader.ReadAll("a.yaml", """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data:
              port: "8080"
              text: |
                two
                lines
            list:
            - 1
            - -2.5
            - true
            - ~
            - 1.2.3
            - 10m
            ---
            ---
            {"kind": "Secret"}
            """);

        Assert.Equal(2, documents.Count);
        Assert.Equal(
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"port":"8080","text":"two\nlines\n"},"list":[1,-2.5,true,null,"1.2.3","10m"]}""",
            documents[0].ToJsonString());
    }

    [Theory]
    [InlineData("a: &x 1\nb: *x", "alias")]
    [InlineData("a: !!str 1", "tag")]
    [InlineData("a: 1\na: 2", "occurs twice")]
    [InlineData("<<: {a: 1}", "merge key")]
    [InlineData("a: yes", "quote it")]
    [InlineData("a: off", "quote it")]
    [InlineData("a: 0755", "quote it")]
    [InlineData("a: 0x1F", "quote it")]
    [InlineData("a: 12:30", "quote it")]
    [InlineData("a: 1_000", "quote it")]
    [InlineData("a: .inf", "quote it")]
    [InlineData("- a", "is a mapping")]
    [InlineData("a: [", "is not YAML")]
    [InlineData("? [a]\n: b", "no text")]
    public void What_readers_understand_differently_is_refused(string yaml, string why) =>
        Assert.Contains(why, Assert.Throws<PackageUnsafeException>(() => YamlReader.ReadAll("a.yaml", yaml)).Message);

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<PackageUnsafeException>(() => YamlReader.ReadAll("a.yaml", "a: " + new string('[', 5000) + new string(']', 5000)));
}
