using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Cli.Commands;
using SegmentOperator.Cli.Output;

namespace SegmentOperator.Cli;

/// <summary>What somebody meets who writes it wrong, or lets a program read it.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("a name is looked up in one namespace; write -n instead of -A.", "get", "x", "-A")]
    [InlineData("Option '--artifact' is required.", "request", "finance")]
    [InlineData("'yesterday' is not a time; write one such as 2026-05-04T20:00:00Z.", "request-access", "finance", "--role", "r", "--for", "1h", "--justification", "INC-1", "--from", "yesterday")]
    public async Task A_command_line_that_cannot_be_read_gets_a_sentence_and_a_hint_and_no_output(string sentence, params string[] arguments)
    {
        Assert.Equal(1, await RunAsync(arguments));
        Assert.Equal([$"error: {sentence}", $"See 'kubectl segment {arguments[0]} --help' for usage."], _errors.ToString().Trim().Split('\n'));
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("request", "--help")]
    public async Task Help_is_output_and_no_error(params string[] arguments)
    {
        Assert.Equal(0, await RunAsync(arguments));
        Assert.Contains("Usage:", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("deny")]
    public async Task Nothing_is_decided_where_nobody_can_confirm_it(string verb)
    {
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, "{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c}}], clusters: [{name: c, cluster: {server: \"https://127.0.0.1:1\"}}]}");
        Assert.Equal(1, await RunAsync(verb, "x", "--kubeconfig", kubeconfig));
        Assert.Equal($"error: nobody is there to confirm it; run {verb} in a terminal, or write --yes.", _errors.ToString().Trim());
        File.Delete(kubeconfig);
    }

    [Fact]
    public void Documents_show_what_is_stated_and_no_nulls()
    {
        var grant = Documents.Of(new AccessGrant { Metadata = new() { Name = "g", Namespace = "team" }, Spec = new() { Segment = "finance" } });
        Assert.Equal("g", (string?)grant["metadata"]!["name"]);
        Assert.Empty(Nulls(grant));
    }

    private static IEnumerable<string> Nulls(JsonNode? node) => node switch
    {
        null => ["null"],
        JsonObject map => map.SelectMany(pair => Nulls(pair.Value)),
        JsonArray list => list.SelectMany(Nulls),
        _ => [],
    };

    private Task<int> RunAsync(params string[] arguments) => PluginCommands.RunAsync(new CommandContext(_output, _errors, TextReader.Null, IsTerminal: false), arguments);
}
