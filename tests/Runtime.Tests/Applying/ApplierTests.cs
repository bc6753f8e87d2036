using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Applying;

public class ApplierTests
{
    private readonly Recorder _client = new();
    private readonly Applier _applier;

    public ApplierTests() => _applier = new(_client);

    [Fact]
    public async Task What_is_already_so_is_not_sent_again()
    {
        var current = await ApplyAsync(Map(("a", "1")), null);
        current = await ApplyAsync(Map(("a", "1")), current);
        current.Metadata.ResourceVersion = "other";
        current.Metadata.Labels = new() { ["somebody"] = "else" };
        await ApplyAsync(Map(("a", "1")), current);

        Assert.Equal(1, _client.Applies);
    }

    [Fact]
    public async Task Drift_a_change_a_withdrawal_and_a_new_object_are_sent()
    {
        var current = await ApplyAsync(Map(("a", "1"), ("b", "2")), null);
        var drifted = current.DeepCopy();
        (drifted.Metadata.ResourceVersion, drifted.Data!["a"]) = ("7", "9");
        await ApplyAsync(Map(("a", "1"), ("b", "2")), drifted);
        Assert.Equal(2, _client.Applies);

        current = await ApplyAsync(Map(("a", "1")), current);
        Assert.Equal(3, _client.Applies);

        current.Metadata.Uid = "another";
        await ApplyAsync(Map(("a", "1")), current);
        Assert.Equal(4, _client.Applies);
    }

    [Fact]
    public async Task The_first_apply_after_a_start_is_sent_because_nobody_knows_what_was_owned()
    {
        await ApplyAsync(Map(("a", "1")), Map(("a", "1"), ("b", "2")));

        Assert.Equal(1, _client.Applies);
    }

    [Fact]
    public async Task An_equal_status_is_not_sent_even_after_a_start_and_one_that_lost_a_field_is()
    {
        var options = new ApplyOptions { FieldManager = "me", Subresource = "status" };
        var current = new Namespace { Metadata = new() { Name = "n", Uid = "u", ResourceVersion = "1" }, Status = new() { Phase = "Active", Conditions = [] } };

        await _applier.ApplyAsync(new Namespace { Metadata = new() { Name = "n" }, Status = new() { Phase = "Active", Conditions = [] } }, current, options, default);
        Assert.Equal(0, _client.Applies);

        await _applier.ApplyAsync(new Namespace { Metadata = new() { Name = "n" }, Status = new() { Phase = "Active" } }, current, options, default);
        Assert.Equal(1, _client.Applies);
    }

    private Task<ConfigMap> ApplyAsync(ConfigMap desired, ConfigMap? current) =>
        _applier.ApplyAsync(desired, current, new() { FieldManager = "me" }, default);

    private static ConfigMap Map(params (string Key, string Value)[] data) => new()
    {
        Metadata = new() { Name = "m", Namespace = "ns" },
        Data = data.ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    private sealed class Recorder : PartialClient
    {
        public int Applies { get; private set; }

        public override Task<T> ApplyAsync<T>(T value, ApplyOptions options, CancellationToken cancellationToken)
        {
            var copy = value.DeepCopy();
            (copy.Metadata.Uid, copy.Metadata.ResourceVersion) = ("u", $"{++Applies}");
            return Task.FromResult(copy);
        }
    }
}
