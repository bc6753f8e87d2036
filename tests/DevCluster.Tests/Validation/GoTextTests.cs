using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class GoTextTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("0.5", "0.5")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("123456789012345680", "123456789012345680")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("\"a\\\"b\\n\"", "\"a\\\"b\\n\"")]
    [InlineData("{\"b\": [1, \"<\"], \"a\": null}", "{\"a\":null,\"b\":[1,\"\\u003c\"]}")]
    public void Values_are_printed_as_Go_prints_them(string json, string expected) => Assert.Equal(expected, GoText.Value(JsonNode.Parse(json)));

    [Fact]
    public void Whatever_is_written_as_JSON_reads_back() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var plain = new string([.. text.Get.Where(c => !char.IsSurrogate(c))]);
            return JsonNode.DeepEquals(JsonNode.Parse(GoText.Json(JsonValue.Create(plain))), JsonValue.Create(plain));
        }).QuickCheckThrowOnFailure();
}
