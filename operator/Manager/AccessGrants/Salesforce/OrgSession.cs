using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>One short session with an org's REST API: queries, and assignments of permission sets.</summary>
internal sealed class OrgSession(HttpClient http, Uri instance, string apiVersion, string token, TimeProvider clock)
{
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>A value for a SOQL query.</summary>
    public static string Quote(string value) =>
        $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    public async Task<IReadOnlyList<JsonObject>> QueryAsync(string soql, CancellationToken cancellationToken)
    {
        var rows = new List<JsonObject>();
        for (var path = $"query?q={Uri.EscapeDataString(soql)}"; ;)
        {
            var (status, body) = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
            if (status != HttpStatusCode.OK || body?["records"] is not JsonArray records)
                throw Failed(status, body);
            rows.AddRange(records.OfType<JsonObject>());
            // An org answers with 2,000 rows at most and names where the next are.
            if (body["nextRecordsUrl"]?.ToString() is not { } next || next.LastIndexOf("/query/", StringComparison.Ordinal) is not (>= 0 and var at))
                return rows;
            path = next[(at + 1)..];
        }
    }

    /// <returns>The new record's id; null when the org refuses this record because of the field named.</returns>
    public async Task<string?> CreateAsync(string type, JsonObject record, string optionalField, CancellationToken cancellationToken)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, $"sobjects/{type}", record, cancellationToken);
        if (status == HttpStatusCode.Created && body?["id"]?.GetValue<string>() is { } id)
            return id;
        var refusesField = status == HttpStatusCode.BadRequest && body is JsonArray errors && errors.OfType<JsonObject>().Any(error => error["fields"] is JsonArray fields && fields.Any(field => field?.GetValue<string>() == optionalField));
        return refusesField ? null : throw Failed(status, body);
    }

    /// <summary>Deletes a record; one that is gone already is deleted.</summary>
    public async Task DeleteAsync(string type, string id, CancellationToken cancellationToken)
    {
        var (status, body) = await SendAsync(HttpMethod.Delete, $"sobjects/{type}/{Uri.EscapeDataString(id)}", null, cancellationToken);
        if (status is not (HttpStatusCode.NoContent or HttpStatusCode.NotFound))
            throw Failed(status, body);
    }

    private static GrantAccessException Failed(HttpStatusCode status, JsonNode? body)
    {
        var error = body is JsonArray { Count: > 0 } errors && errors[0] is JsonObject first ? $"{first["errorCode"]}: {first["message"]}" : "no reason given";
        var final = status is HttpStatusCode.BadRequest;
        var known = final && error.StartsWith("DUPLICATE_VALUE", StringComparison.Ordinal);
        return new(known ? "AlreadyAssigned" : final ? "OrgRefused" : "CouldNotAskOrg", $"The org answered {(int)status} ({(error.Length > 300 ? error[..300] : error)}){(final ? "" : "; trying again")}.", final);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, JsonObject? content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(instance, $"/services/data/v{apiVersion}/{path}"));
            request.Headers.Authorization = new("Bearer", token);
            if (content is not null)
                request.Content = new StringContent(content.ToJsonString(), Encoding.UTF8, "application/json");
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            await response.Content.LoadIntoBufferAsync(MostBytes, both.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(both.Token);
            return (response.StatusCode, bytes.Length == 0 ? null : JsonNode.Parse(bytes));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new GrantAccessException("CouldNotAskOrg", $"{instance.Host} could not be asked ({(e is JsonException ? "its answer is no JSON" : e is HttpRequestException http ? http.HttpRequestError.ToString() : "no answer in time")}); trying again.", isFinal: false, e);
        }
    }
}
