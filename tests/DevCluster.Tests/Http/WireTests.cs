using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Tests.Http;

public sealed class WireTests
{
    [Theory]
    [InlineData("{broken", "invalid character 'b' looking for beginning of object key string")]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{\"a\":1} x", "invalid character 'x' after top-level value")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("nulo", "invalid character 'o' in literal null (expecting 'l')")]
    public void Broken_JSON_is_explained_as_Go_explains_it(string text, string why)
    {
        var error = Assert.Throws<GoJsonException>(() => GoJson.Parse(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(why, error.Message);
    }

    [Fact]
    public void Of_repeated_members_the_last_counts_and_all_are_reported()
    {
        var duplicates = new List<string>();
        var value = GoJson.Parse("""{"a":{"b":1,"b":2}}"""u8, duplicates);
        Assert.Equal(2, value!["a"]!["b"]!.GetValue<long>());
        Assert.Equal(["a.b"], duplicates);
    }

    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: yes\nb: ~\nc: 1.5", """{"a":true,"b":null,"c":1.5}""")]
    [InlineData("a: &x [1, 2]\nb: *x", """{"a":[1,2],"b":[1,2]}""")]
    public void YAML_is_read_by_the_rules_of_Kubernetes(string yaml, string json) => Assert.Equal(json, Yaml.Parse(yaml)!.ToJsonString());

    [Fact]
    public void What_is_written_as_YAML_reads_back_the_same()
    {
        var value = JsonNode.Parse("""{"s":["true","1","a: b","- x","line\nbreak\n","", "#"],"m":{"n":null,"e":{},"l":[{"a":1,"b":[]}]},"t":"2020-01-01"}""");
        Assert.True(JsonNode.DeepEquals(value, Yaml.Parse(Yaml.Write(value))), Yaml.Write(value));
    }

    [Fact]
    public void A_protobuf_object_is_read_by_its_numbers()
    {
        // Unknown{typeMeta{v1 ConfigMap}, raw{metadata{name: a}, data{k: v}}}
        byte[] raw = [0x0a, 3, 0x0a, 1, (byte)'a', 0x12, 6, 0x0a, 1, (byte)'k', 0x12, 1, (byte)'v'];
        byte[] meta = [0x0a, 2, (byte)'v', (byte)'1', 0x12, 9, .. "ConfigMap"u8];
        byte[] body = [.. "k8s\0"u8, 0x0a, (byte)meta.Length, .. meta, 0x12, (byte)raw.Length, .. raw];
        var value = ProtobufReader.Read(body, BuiltInResources.Types["ConfigMap"]);
        Assert.Equal("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}""", value!.ToJsonString());
    }

    [Fact]
    public void A_continue_token_that_was_made_up_is_refused()
    {
        var token = new ContinueToken(17, "ns/name");
        Assert.Equal(token, ContinueToken.Parse(token.ToString()));
        Assert.Equal(400, Assert.Throws<ApiException>(() => ContinueToken.Parse("garbage")).Code);
    }
}
