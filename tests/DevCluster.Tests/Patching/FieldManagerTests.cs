using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Patching.Ownership;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Tests.Patching;

public sealed class FieldManagerTests
{
    private static readonly ResourceInfo Maps = BuiltInResources.All.First(r => r.Resource == "configmaps");
    private static readonly ResourceInfo Pods = BuiltInResources.All.First(r => r.Resource == "pods");

    [Fact]
    public void An_applier_owns_what_it_applied()
    {
        var value = Apply(Maps, ObjectEngine.Nothing(Maps), "one", """{"data":{"a":"1"}}""");
        Assert.Equal("""{"f:data":{"f:a":{}}}""", Owned(value, "one"));
    }

    [Fact]
    public void Applying_the_same_again_changes_nothing()
    {
        var value = Apply(Maps, ObjectEngine.Nothing(Maps), "one", """{"data":{"a":"1"}}""");
        Assert.True(JsonNode.DeepEquals(value, Apply(Maps, value, "one", """{"data":{"a":"1"}}""")));
    }

    [Fact]
    public void Somebody_elses_field_is_a_conflict_unless_forced_or_equal()
    {
        var value = Apply(Maps, ObjectEngine.Nothing(Maps), "one", """{"data":{"a":"1"}}""");
        var error = Assert.Throws<ApiException>(() => Apply(Maps, value, "two", """{"data":{"a":"2"}}"""));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .data.a", error.Message);

        var forced = Apply(Maps, value, "two", """{"data":{"a":"2"}}""", force: true);
        Assert.Equal("", Owned(forced, "one"));
        var shared = Apply(Maps, value, "two", """{"data":{"a":"1"}}""");
        Assert.Equal(Owned(shared, "one"), Owned(shared, "two"));
    }

    [Fact]
    public void A_field_given_up_goes_unless_another_has_it()
    {
        var value = Apply(Maps, ObjectEngine.Nothing(Maps), "one", """{"data":{"a":"1","b":"1"}}""");
        value = Apply(Maps, value, "two", """{"data":{"a":"1"}}""");
        value = Apply(Maps, value, "one", """{"metadata":{}}""");
        Assert.Equal("""{"a":"1"}""", value["data"]!.ToJsonString());
        value = Apply(Maps, value, "two", """{"metadata":{}}""");
        Assert.Null(value["data"]);
    }

    [Fact]
    public void A_plain_write_takes_what_it_changes_and_nothing_else()
    {
        var live = Apply(Maps, ObjectEngine.Nothing(Maps), "one", """{"data":{"a":"1","b":"1"}}""");
        var value = (JsonObject)live.DeepClone();
        value["data"]!["b"] = "2";
        new FieldManager(Maps, "", TimeProvider.System).Update(live, value, "hand");
        Assert.Equal("""{"f:data":{"f:a":{}}}""", Owned(value, "one"));
        Assert.Equal("""{"f:data":{"f:b":{}}}""", Owned(value, "hand"));
    }

    [Fact]
    public void Items_of_a_list_are_owned_by_key()
    {
        var value = Apply(Pods, ObjectEngine.Nothing(Pods), "one", """{"spec":{"containers":[{"name":"a","image":"x","ports":[{"containerPort":80}]}]}}""");
        Assert.Contains("""k:{\u0022containerPort\u0022:80,\u0022protocol\u0022:\u0022TCP\u0022}""", Owned(value, "one"));
        value = Apply(Pods, value, "two", """{"spec":{"containers":[{"name":"b","image":"y"}]}}""");
        Assert.Equal(2, value["spec"]!["containers"]!.AsArray().Count);
        value = Apply(Pods, value, "one", """{"spec":{}}""");
        Assert.Equal("b", Assert.Single(value["spec"]!["containers"]!.AsArray())!["name"]!.GetValue<string>());
    }

    [Fact]
    public void What_the_schema_does_not_know_is_refused()
    {
        var error = Assert.Throws<ApiException>(() => Apply(Maps, ObjectEngine.Nothing(Maps), "one", """{"data":{"a":1}}"""));
        Assert.Contains(".data.a: expected string", error.Message);
    }

    [Fact]
    public void A_field_set_survives_being_written_and_read()
    {
        const string Text = """{"f:a":{".":{},"f:b":{}},"f:l":{"k:{\u0022name\u0022:\u0022x\u0022}":{".":{},"f:v":{}},"v:1":{}}}""";
        var set = FieldSet.Parse((JsonObject)JsonNode.Parse(Text)!);
        Assert.Equal(Text, set.ToJson().ToJsonString());
        Assert.Equal([".a", ".a.b", ".l[name=\"x\"]", ".l[=1]", ".l[name=\"x\"].v"], set.Texts());
        Assert.True(set.Except(set).IsEmpty);
        Assert.True(set.SetEquals(set.Union(set).Intersect(set)));
    }

    private static JsonObject Apply(ResourceInfo resource, JsonObject live, string manager, string configuration, bool force = false)
    {
        var value = (JsonObject)JsonNode.Parse(configuration)!;
        return new FieldManager(resource, "", TimeProvider.System).Apply(live, value, manager, force);
    }

    private static string Owned(JsonObject value, string manager) => value["metadata"]?["managedFields"]?.AsArray()
        .FirstOrDefault(e => e!["manager"]!.GetValue<string>() == manager)?["fieldsV1"]!.ToJsonString() ?? "";
}
