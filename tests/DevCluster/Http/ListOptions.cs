using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>The options of a list or watch, from its query.</summary>
internal sealed record ListOptions(
    Selectors Selectors,
    long Limit,
    string Continue,
    string ResourceVersion,
    string VersionMatch,
    bool AllowBookmarks,
    bool? SendInitialEvents,
    long TimeoutSeconds)
{
    public static ListOptions Of(ApiRequest request)
    {
        var isWatch = request.Info.Verb == "watch";
        var options = new ListOptions(
            SelectorParser.Parse(request.Resource, request.Asked("labelSelector"), request.Asked("fieldSelector")),
            Number(request.Asked("limit")),
            request.Asked("continue") ?? "",
            request.Asked("resourceVersion") ?? "",
            request.Asked("resourceVersionMatch") ?? "",
            request.Query.ContainsKey("allowWatchBookmarks") && RequestInfo.IsTrue(request.Asked("allowWatchBookmarks")),
            request.Query.ContainsKey("sendInitialEvents") ? RequestInfo.IsTrue(request.Asked("sendInitialEvents")) : null,
            Number(request.Asked("timeoutSeconds")));
        // Whoever watches from the beginning gets what there is first.
        if (isWatch && options is { SendInitialEvents: null, VersionMatch: "", ResourceVersion: "" or "0" })
            options = options with { SendInitialEvents = true, VersionMatch = "NotOlderThan" };
        var errors = (isWatch ? WatchErrors(options) : ListErrors(options)).ToList();
        if (errors.Count > 0)
            throw WriteOptions.Invalid("ListOptions", errors);
        return options;
    }

    private static IEnumerable<FieldError> ListErrors(ListOptions options)
    {
        if (options.SendInitialEvents is not null)
            yield return Finding.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        if (options.VersionMatch.Length == 0)
            yield break;
        if (options.ResourceVersion.Length == 0)
            yield return Finding.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (options.Continue.Length > 0)
            yield return Finding.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        if (options.VersionMatch is not ("Exact" or "NotOlderThan"))
            yield return Finding.NotSupported("resourceVersionMatch", options.VersionMatch, "Exact", "NotOlderThan", "");
        if (options is { VersionMatch: "Exact", ResourceVersion: "0" })
            yield return Finding.Forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }

    private static IEnumerable<FieldError> WatchErrors(ListOptions options)
    {
        if (options.SendInitialEvents is not null && options.VersionMatch != "NotOlderThan")
        {
            yield return Finding.Forbidden("resourceVersionMatch",
                "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        if (options.VersionMatch.Length == 0)
            yield break;
        if (options.SendInitialEvents is null)
        {
            yield return Finding.Forbidden("resourceVersionMatch",
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }
        if (options.VersionMatch != "NotOlderThan")
            yield return Finding.NotSupported("resourceVersionMatch", options.VersionMatch, "NotOlderThan");
        if (options.Continue.Length > 0)
            yield return Finding.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
    }

    public static long Number(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        return long.TryParse(text, out var number) ? number
            : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(text)}: invalid syntax");
    }
}

/// <summary>Where a list goes on: behind which object, as of which revision.</summary>
internal sealed record ContinueToken(long Revision, string Start)
{
    /// <summary>In place of a revision: as of now.</summary>
    public const long Now = -1;

    private const string ApiVersion = "meta.k8s.io/v1";

    public override string ToString()
    {
        var json = new JsonObject { ["v"] = ApiVersion, ["rv"] = Revision, ["start"] = Start };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(Json.Write(json))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    public static ContinueToken Parse(string text)
    {
        var bytes = Decode(text) ?? throw Invalid("illegal base64 data at input byte 0");
        try
        {
            var json = GoJson.Parse(bytes);
            if (json.Text("v") != ApiVersion)
                throw Invalid($"server does not recognize this encoded version {json.Text("v")}");
            var (revision, start) = (json.Number("rv") ?? 0, json.Text("start") ?? "");
            if (revision == 0)
                throw Invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
            if (start.Length == 0)
                throw Invalid("encoded start key empty (version meta.k8s.io/v1)");
            // Nobody may climb out of the collection with it.
            if (start.TrimStart('/').Split('/').Any(part => part is "" or "." or ".."))
                throw Invalid(start);
            return new ContinueToken(revision, start);
        }
        catch (GoJsonException)
        {
            // Go looks at bytes, not at the characters they make.
            var bad = bytes.SkipWhile(b => b is (byte)' ').FirstOrDefault();
            throw Invalid($"invalid character '{(bad < 0x80 ? $"{(char)bad}" : $"\\u{bad:x4}")}' looking for beginning of value");
        }
    }

    private static byte[]? Decode(string text)
    {
        try
        {
            return Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static ApiException Invalid(string why) => ApiErrors.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
