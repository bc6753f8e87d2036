using System.Text.RegularExpressions;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Stage;

namespace SegmentOperator.Manager.Tests.Hosting;

/// <summary>What the chart writes into the Deployment is what the program takes.</summary>
public sealed partial class ChartArgumentsTests
{
    [Fact]
    public void The_program_takes_the_arguments_of_the_chart_as_it_comes()
    {
        var arguments = Arguments(Optional().Replace(Manifest(), ""));

        Assert.Equal("run", arguments[0]);
        Assert.Contains("--log-format=json", arguments);
        Assert.Empty(Errors(arguments));
    }

    [Fact]
    public void The_program_takes_the_arguments_that_values_add()
    {
        var arguments = Arguments(Manifest()).Select(argument => argument switch
        {
            "--claim=" => "--claim=amr=example.com/amr,source=example.com/source",
            "--runner-pull-secrets=" => "--runner-pull-secrets=one,two",
            _ => argument,
        }).ToList();

        Assert.Contains(arguments, argument => argument.StartsWith("--claim=amr", StringComparison.Ordinal));
        Assert.Contains("--runner-pull-secrets=one,two", arguments);
        Assert.Empty(Errors(arguments));
    }

    [Fact]
    public void An_argument_without_its_value_is_an_error() => Assert.NotEmpty(Errors([.. Arguments(Manifest())]));

    private static string Manifest() => File.ReadAllText(WorldInstall.Manifest("deployment"));

    private static IEnumerable<string> Errors(IReadOnlyList<string> arguments) => CommandLine.Create().Parse(arguments).Errors.Select(error => error.Message);

    private static List<string> Arguments(string manifest) =>
        [.. Argument().Matches(manifest[manifest.IndexOf("args:", StringComparison.Ordinal)..manifest.IndexOf("env:", StringComparison.Ordinal)]).Select(match => match.Groups["text"].Value)];

    /// <summary>What the chart leaves out by default.</summary>
    [GeneratedRegex(@" *# \{\{ if [^\n]*\n.*?# \{\{ end \}\}\n", RegexOptions.Singleline)]
    private static partial Regex Optional();

    [GeneratedRegex(@"^ *- (?<text>[^# \n]+)", RegexOptions.Multiline)]
    private static partial Regex Argument();
}
