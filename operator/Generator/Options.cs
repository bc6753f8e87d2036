namespace SegmentOperator.Generator;

/// <summary>The parsed command line.</summary>
internal sealed record Options(string Command, string Out, bool Check, IReadOnlyList<string> Assemblies)
{
    public static bool TryParse(IReadOnlyList<string> arguments, out Options options)
    {
        options = new Options("", "", false, []);
        if (arguments.Count == 0 || arguments[0] is not ("crds" or "rbac"))
            return false;
        var (output, check, assemblies) = ("", false, new List<string>());
        for (var i = 1; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--check":
                    check = true;
                    break;
                case "--out" when i + 1 < arguments.Count:
                    output = arguments[++i];
                    break;
                case "--assembly" when i + 1 < arguments.Count && arguments[0] == "rbac":
                    assemblies.Add(arguments[++i]);
                    break;
                default:
                    return false;
            }
        }

        options = new Options(arguments[0], output, check, assemblies);
        return output.Length > 0 && (options.Command == "crds" || assemblies.Count > 0);
    }
}
