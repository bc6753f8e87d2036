using System.CommandLine;

namespace SegmentOperator.Cli.Commands;

/// <summary>Where commands read and write.</summary>
/// <param name="Output">Results.</param>
/// <param name="Errors">Refusals.</param>
/// <param name="Input">Answers to questions.</param>
/// <param name="IsTerminal">Whether somebody is there to see colours and to answer.</param>
internal sealed record CommandContext(TextWriter Output, TextWriter Errors, TextReader Input, bool IsTerminal)
{
    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public bool Colours => IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Makes the command's action of what it does with a session.</summary>
    public void Set(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction((result, cancellationToken) => Session.RunAsync(CommonOptions.Of(result), Errors, session => action(session, result, cancellationToken), cancellationToken));
}
