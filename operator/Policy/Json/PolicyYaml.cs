using System.Text.Json.Nodes;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Json;

/// <summary>YAML that can be read in one way only, as JSON.</summary>
public static class PolicyYaml
{
    /// <summary>The documents of a text that are not empty.</summary>
    /// <exception cref="FormatException">The text cannot be read, or in more than one way; the message has file and line.</exception>
    public static IReadOnlyList<JsonObject> Read(string file, string text)
    {
        try
        {
            return YamlReader.ReadAll(file, text);
        }
        catch (PackageUnsafeException e)
        {
            throw new FormatException(e.Message, e);
        }
    }
}
