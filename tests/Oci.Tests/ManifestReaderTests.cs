using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace SegmentOperator.Oci.Tests;

public sealed class ManifestReaderTests
{
    private const string Good = """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b",
         "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"data":"e30="},
         "layers":[{"mediaType":"x/y","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"annotations":{"k":"v"}}],
         "subject":{"mediaType":"x/y","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},
         "annotations":{"a":"b"},"unknown":[1,{"x":null}]}
        """;

    private static Manifest Read(string json, string? type = null) => Read(Encoding.UTF8.GetBytes(json), type);

    private static Manifest Read(byte[] json, string? type = null) => ManifestReader.Read(json, Digest.Compute(json), type);

    [Fact]
    public void Every_part_is_read_and_unknown_ones_are_ignored()
    {
        var manifest = Read(Good);
        Assert.Equal("a/b", manifest.ArtifactType);
        Assert.Equal("v", manifest.Layers[0].Annotations["k"]);
        Assert.Equal("b", manifest.Annotations["a"]);
        Assert.NotNull(manifest.Subject);
        Assert.False(manifest.IsIndex);
    }

    [Fact]
    public void The_type_of_an_artifact_without_one_is_its_configurations() =>
        Assert.Equal(MediaTypes.EmptyJson, Read(Good.Replace("\"artifactType\":\"a/b\",", "", StringComparison.Ordinal)).ArtifactType);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"schemaVersion":1,"layers":[]}""")]
    [InlineData("""{"schemaVersion":"2","layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"sha256:0","size":2},"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[],"layers":[]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[],"manifests":[]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[{"mediaType":"a","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":-1}]}""")]
    [InlineData("""{"schemaVersion":2,"manifests":[{"mediaType":"a","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":1e99}]}""")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","layers":[]}""")]
    public void What_is_ambiguous_or_incomplete_is_malformed(string json) =>
        Assert.Equal(RegistryContentProblem.Malformed, Assert.Throws<RegistryContentException>(() => Read(json)).Problem);

    [Fact]
    public void Deep_nesting_is_malformed() =>
        Assert.Throws<RegistryContentException>(
            () => Read("""{"schemaVersion":2,"manifests":[],"x":""" + new string('[', 100_000) + new string(']', 100_000) + "}"));

    [Fact]
    public void Any_changed_byte_is_read_or_refused_but_never_crashes() =>
        Prop.ForAll(
            Gen.Choose(0, Good.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(b => (at, (byte)b))).ToArbitrary(),
            change =>
            {
                var json = Encoding.UTF8.GetBytes(Good);
                json[change.at] = change.Item2;
                try
                {
                    return Read(json).Content.Length == json.Length;
                }
                catch (RegistryContentException e)
                {
                    return e.Problem == RegistryContentProblem.Malformed && !e.Message.Any(char.IsControl);
                }
            }).QuickCheckThrowOnFailure();
}
