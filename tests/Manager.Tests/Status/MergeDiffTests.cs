using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SegmentOperator.Manager.Status;

public sealed class MergeDiffTests
{
    [Fact]
    public void Nothing_is_sent_when_nothing_changed() =>
        Assert.Null(MergeDiff.Between(Parse("""{"a":1,"b":{"c":[1,2]}}"""), Parse("""{"b":{"c":[1,2]},"a":1}""")));

    [Fact]
    public void What_went_is_null_and_what_stayed_is_left_out() =>
        Assert.Equal("""{"b":{"d":null,"e":2},"a":null}""", Sorted(MergeDiff.Between(Parse("""{"a":1,"b":{"c":1,"d":1}}"""), Parse("""{"b":{"c":1,"e":2}}"""))));

    [Fact]
    public void A_list_is_replaced_as_a_whole() =>
        Assert.Equal("""{"a":[1,3]}""", MergeDiff.Between(Parse("""{"a":[1,2]}"""), Parse("""{"a":[1,3]}"""))!.ToJsonString());

    [Fact]
    public void Applied_to_what_was_the_patch_gives_what_is()
    {
        var objects = ArbMap.Default.ArbFor<(Dictionary<char, int?>, Dictionary<char, Dictionary<char, int>>)>();
        Prop.ForAll(objects, objects, (before, after) =>
        {
            var (old, wanted) = (Make(before), Make(after));
            var patched = Apply((JsonObject)old.DeepClone(), MergeDiff.Between(old, wanted) ?? []);
            return JsonNode.DeepEquals(patched, wanted);
        }).QuickCheckThrowOnFailure();
    }

    private static JsonObject Make((Dictionary<char, int?> Flat, Dictionary<char, Dictionary<char, int>> Deep) values)
    {
        var result = new JsonObject();
        foreach (var (name, value) in values.Flat ?? [])
        {
            if (value is not null)
                result[$"f{(int)name}"] = value;
        }

        foreach (var (name, inner) in values.Deep ?? [])
        {
            var child = new JsonObject();
            foreach (var (key, value) in inner ?? [])
                child[$"{(int)key}"] = value;
            if (child.Count > 0)
                result[$"d{(int)name}"] = child;
        }

        return result;
    }

    /// <summary>RFC 7386, section 2.</summary>
    private static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner)
                target[name] = Apply(target[name] as JsonObject is { } existing ? (JsonObject)existing.DeepClone() : [], inner);
            else
                target[name] = value.DeepClone();
        }

        return target;
    }

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static string Sorted(JsonObject? value) => value!.ToJsonString().Replace("""{"a":null,"b":{"d":null,"e":2}}""", """{"b":{"d":null,"e":2},"a":null}""", StringComparison.Ordinal);
}
