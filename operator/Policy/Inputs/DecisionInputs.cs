using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Json;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Inputs;

/// <summary>
/// Everything that a decision sees: request, requester, segment, target, artifact, attestations, provenance, package, window, history
/// and now. A JSON value with one canonical spelling; the same inputs under the same policy give the same decision.
/// </summary>
public sealed class DecisionInputs : ICelActivation
{
    private static readonly string[] EmptyByDefault = ["provenance", "target", "history"];
    private readonly Dictionary<string, CelValue> _values;

    private DecisionInputs(JsonObject json, string hash, Dictionary<string, CelValue> values, IReadOnlyList<InputProblem> problems)
    {
        Json = json;
        Hash = hash;
        _values = values;
        Problems = problems;
        Now = json["now"] is JsonValue now && DateTimeOffset.TryParse((string?)now, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : default;
    }

    /// <summary>The inputs as they are recorded. Must not be changed.</summary>
    public JsonObject Json { get; }

    /// <summary>What does not have the form that it should; rules that read it deny.</summary>
    public IReadOnlyList<InputProblem> Problems { get; }

    /// <summary>The time of the decision.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The hash of the canonical form, as sha256:hex.</summary>
    public string Hash { get; }

    /// <summary>Reads inputs. Never throws for what they hold: problems are listed, and absent variables are empty or absent.</summary>
    public static DecisionInputs From(JsonObject json)
    {
        var problems = new List<InputProblem>();
        var values = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        var canonical = CanonicalJson.Write(json);
        // Dynamic parts are read from the element when a rule asks: it must outlive the document.
        var root = JsonElement.Parse(canonical);
        foreach (var property in root.EnumerateObject())
        {
            if (InputTypes.Variables.TryGetValue(property.Name, out var type))
                values[property.Name] = InputValues.Read(property.Value, type, property.Name, problems);
            else
                problems.Add(new InputProblem(property.Name, Suggestions.Nearest(property.Name, InputTypes.VariableNames) is { } near ? $"there is no such input; did you mean {near}?" : $"there is no such input; there are {string.Join(", ", InputTypes.VariableNames)}"));
        }

        values.TryAdd("attestations", CelValue.Of(CelList.Of([])));
        foreach (var name in EmptyByDefault.Where(name => !values.ContainsKey(name)))
            values[name] = CelValue.Of(CelMap.Of(new Dictionary<string, CelValue>(StringComparer.Ordinal)));
        return new DecisionInputs(json, CanonicalJson.HashOf(canonical), values, problems);
    }

    /// <inheritdoc/>
    public bool TryFind(string name, out CelValue value) => _values.TryGetValue(name, out value);

    /// <summary>A value by its path: package.deleted; null where it is absent.</summary>
    public JsonNode? Find(string path)
    {
        JsonNode? node = Json;
        foreach (var part in path.Split('.'))
            node = (node as JsonObject)?[part];
        return node;
    }
}
