using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SegmentOperator.SalesforceSim.Query;

/// <summary>
/// SELECT fields FROM object [WHERE field op value [AND …]] [ORDER BY field [DESC]] [LIMIT n]. What goes beyond is refused as
/// MALFORMED_QUERY rather than answered wrongly.
/// </summary>
internal sealed partial class SoqlQuery
{
    private readonly IReadOnlyList<string> fields;
    private readonly IReadOnlyList<SoqlCondition> conditions;
    private readonly string? orderBy;
    private readonly bool descending;
    private readonly int limit;

    private SoqlQuery(
        string table, IReadOnlyList<string> fields, IReadOnlyList<SoqlCondition> conditions, string? orderBy, bool descending, int limit)
    {
        Table = table;
        this.fields = fields;
        this.conditions = conditions;
        this.orderBy = orderBy;
        this.descending = descending;
        this.limit = limit;
    }

    public string Table { get; }

    public bool IsCount => fields is ["count()"];

    public static SoqlQuery Parse(string soql)
    {
        var match = Whole().Match(soql);
        if (!match.Success)
            throw Malformed(soql);
        var names = match.Groups["fields"].Value.Split(',', StringSplitOptions.TrimEntries);
        if (names is [var only] && string.Equals(only, "count()", StringComparison.OrdinalIgnoreCase))
            names = ["count()"];
        else if (!names.All(f => Field().IsMatch(f)))
            throw Malformed(soql);
        return new SoqlQuery(
            match.Groups["table"].Value,
            names,
            SoqlCondition.ParseAll(match.Groups["where"].Value, soql),
            match.Groups["order"] is { Success: true } order ? order.Value : null,
            match.Groups["desc"].Success,
            match.Groups["limit"] is { Success: true } limit ? int.Parse(limit.Value) : int.MaxValue);
    }

    public IReadOnlyList<JsonObject> Run(IEnumerable<JsonObject> rows)
    {
        var found = rows.Where(r => conditions.All(c => c.Holds(r)));
        if (orderBy is not null)
        {
            found = descending
                ? found.OrderByDescending(r => Text(Value(r, orderBy)), StringComparer.OrdinalIgnoreCase)
                : found.OrderBy(r => Text(Value(r, orderBy)), StringComparer.OrdinalIgnoreCase);
        }

        return [.. found.Take(limit)];
    }

    public JsonObject Project(JsonObject row, string version)
    {
        var result = new JsonObject
        {
            ["attributes"] = new JsonObject
            {
                ["type"] = Table,
                ["url"] = $"/services/data/v{version}/sobjects/{Table}/{row["Id"]}",
            },
        };
        foreach (var field in fields)
        {
            var value = Value(row, field)?.DeepClone();
            var dot = field.IndexOf('.');
            if (dot < 0)
            {
                result[field] = value;
                continue;
            }

            if (result[field[..dot]] is not JsonObject parent)
                result[field[..dot]] = parent = new JsonObject { ["attributes"] = new JsonObject { ["type"] = field[..dot] } };
            parent[field[(dot + 1)..]] = value;
        }

        return result;
    }

    /// <summary>The value of a field, or of a field of a related record.</summary>
    public static JsonNode? Value(JsonObject row, string field)
    {
        var node = row;
        var parts = field.Split('.');
        foreach (var part in parts[..^1])
        {
            if (Find(node, part) is not JsonObject next)
                return null;
            node = next;
        }

        return Find(node, parts[^1]);
    }

    public static string? Text(JsonNode? value) => value?.ToString();

    internal static SalesforceException Malformed(string soql) =>
        new(400, "MALFORMED_QUERY", $"this org does not understand the query: {soql}");

    private static JsonNode? Find(JsonObject row, string name)
    {
        foreach (var (key, value) in row)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw new SalesforceException(400, "INVALID_FIELD", $"No such column '{name}' on entity");
    }

    [GeneratedRegex(
        """
        ^\s*SELECT\s+(?<fields>.+?)\s+FROM\s+(?<table>\w+)(?:\s+WHERE\s+(?<where>.+?))?(?:\s+ORDER\s+BY\s+(?<order>[\w.]+)(?:\s+(?:ASC|(?<desc>DESC)))?)?(?:\s+LIMIT\s+(?<limit>\d{1,6}))?\s*$
        """,
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Whole();

    [GeneratedRegex("^[A-Za-z]\\w*(\\.[A-Za-z]\\w*)*$")]
    private static partial Regex Field();
}
