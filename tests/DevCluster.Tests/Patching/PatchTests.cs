using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Patching;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Tests.Patching;

public sealed class PatchTests
{
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[3]}""", """{"a":[3]}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_merge_patch_works_as_in_RFC_7396(string value, string patch, string want) =>
        Assert.Equal(want, MergePatch.Apply(Parse(value), Parse(patch)).ToJsonString());

    [Fact]
    public void A_merge_patch_applied_twice_changes_nothing_more() => Prop.ForAll(
        Documents().ToArbitrary(), Documents().ToArbitrary(), (value, patch) =>
        {
            var once = MergePatch.Apply(value, patch);
            return JsonNode.DeepEquals(once, MergePatch.Apply(once, patch));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_JSON_patch_moves_copies_and_tests()
    {
        var operations = (JsonArray)JsonNode.Parse("""
            [{"op":"test","path":"/a","value":1},{"op":"move","from":"/a","path":"/b"},{"op":"copy","from":"/b","path":"/l/-"},
             {"op":"add","path":"/l/0","value":0},{"op":"add","path":"/x~1y","value":2}]
            """)!;
        Assert.Equal("""{"l":[0,5,1],"b":1,"x/y":2}""", JsonPatch.Apply(Parse("""{"a":1,"l":[5]}"""), operations).ToJsonString());
    }

    [Fact]
    public void A_JSON_patch_whose_test_fails_is_refused_as_a_whole()
    {
        var value = Parse("""{"a":1}""");
        var operations = (JsonArray)JsonNode.Parse("""[{"op":"remove","path":"/a"},{"op":"test","path":"/a","value":1}]""")!;
        Assert.Equal(422, Assert.Throws<ApiException>(() => JsonPatch.Apply(value, operations)).Code);
        Assert.Equal(1, value["a"]!.GetValue<int>());
    }

    [Fact]
    public void A_strategic_patch_merges_containers_by_name_and_keeps_the_others()
    {
        var pod = Parse("""{"spec":{"containers":[{"name":"a","image":"x"},{"name":"b","image":"y"}]}}""");
        var patch = Parse("""{"spec":{"containers":[{"name":"b","image":"z"},{"name":"a","$patch":"delete"},{"name":"c"}]}}""");
        Assert.Equal("""{"spec":{"containers":[{"name":"b","image":"z"},{"name":"c"}]}}""",
            StrategicMergePatch.Apply(pod, patch, BuiltInResources.Types["Pod"]).ToJsonString());
    }

    [Fact]
    public void A_strategic_patch_can_replace_order_and_delete()
    {
        var type = BuiltInResources.Types["Pod"];
        var pod = Parse("""{"metadata":{"finalizers":["a","b"]},"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""");
        var patch = Parse("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]},"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}}""");
        Assert.Equal("""{"metadata":{"finalizers":["b"]},"spec":{"containers":[{"name":"b"},{"name":"a"}]}}""",
            StrategicMergePatch.Apply(pod, patch, type).ToJsonString());
    }

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static Gen<JsonObject> Documents() =>
        from pairs in Gen.ListOf(
            from name in Gen.Elements("a", "b", "c")
            from number in Gen.Choose(0, 3)
            from below in Gen.Elements("a", "b")
            select (name, number, below))
        select pairs.Aggregate(new JsonObject(), (document, p) =>
        {
            document[p.name] = p.number switch
            {
                0 => null,
                1 => new JsonObject { [p.below] = p.number },
                2 => new JsonArray(p.number),
                _ => p.below,
            };
            return document;
        });
}
