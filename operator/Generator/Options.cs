namespace SegmentOperator.Generator;

/// <summary>A parsed command line: the command, and its options in the order in which they were given.</summary>
internal sealed record Options(string Command, IReadOnlyList<KeyValuePair<string, string>> Values, bool Check)
{
    /// <summary>Every value that was given for an option that may be repeated.</summary>
    public IEnumerable<string> All(string name) => Values.Where(option => option.Key == name).Select(option => option.Value);

    /// <summary>At least one value of an option that may be repeated.</summary>
    /// <exception cref="UsageException">It is missing.</exception>
    public IReadOnlyList<string> Some(string name) => All(name).ToList() is { Count: > 0 } values ? values : throw new UsageException($"{Command} needs --{name}.");

    /// <summary>The value of an option.</summary>
    /// <exception cref="UsageException">It is missing or was given more than once.</exception>
    public string One(string name) => All(name).ToList() is [var value] ? value : throw new UsageException($"{Command} needs --{name} once.");

    /// <exception cref="UsageException">The arguments are no command and options.</exception>
    public static Options Parse(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string[]> commands)
    {
        if (arguments.Count == 0 || !commands.TryGetValue(arguments[0], out var allowed))
            throw new UsageException(arguments.Count == 0 ? "A command is missing." : $"There is no command {arguments[0]}.");
        var values = new List<KeyValuePair<string, string>>();
        var check = false;
        for (var i = 1; i < arguments.Count; i++)
        {
            var name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (name == "check" && allowed.Contains(name))
                check = true;
            else if (name.Length == 0 || !allowed.Contains(name) || i + 1 == arguments.Count)
                throw new UsageException($"{arguments[0]} does not take {arguments[i]} like that.");
            else
                values.Add(KeyValuePair.Create(name, arguments[++i]));
        }

        return new Options(arguments[0], values, check);
    }
}

/// <summary>The command line is wrong; the message says how.</summary>
internal sealed class UsageException(string message) : Exception(message);
