using Microsoft.AspNetCore.Http;

namespace SegmentOperator.DevCluster.Http;

/// <summary>What form an answer takes.</summary>
/// <param name="IsYaml">YAML rather than JSON.</param>
/// <param name="As">Empty, <c>Table</c>, <c>PartialObjectMetadata</c> or <c>PartialObjectMetadataList</c>.</param>
internal sealed record AnswerForm(bool IsYaml, string As)
{
    public static readonly AnswerForm Json = new(false, "");
}

/// <summary>Chooses the form of an answer by the request's Accept header. Protobuf is not spoken.</summary>
internal static class MediaTypes
{
    private const string Known = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private static readonly string[] Conversions = ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"];

    /// <param name="isCustom">Custom resources have no protobuf form to offer.</param>
    public static AnswerForm Negotiate(HttpRequest request, bool isCustom = false)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0)
            return AnswerForm.Json;
        var refusedConversion = false;
        foreach (var part in accept.Split(',').Select(Parse).OrderByDescending(p => p.Quality))
        {
            if (part.Type is not ("application/json" or "application/yaml" or "*/*" or "application/*"))
                continue;
            if (part.As.Length > 0 && !(part.Group == "meta.k8s.io" && part.Version is "v1" or "v1beta1" && Conversions.Contains(part.As)))
            {
                refusedConversion = true;
                continue;
            }
            return new AnswerForm(part.Type == "application/yaml", part.As);
        }
        if (refusedConversion || (isCustom && accept.Contains("protobuf")))
            throw ApiErrors.NotAcceptable($"only the following media types are accepted: {(isCustom ? "application/json, application/yaml" : Known)}");
        throw ApiErrors.Of(406, "NotAcceptable", $"406: Not Acceptable\n\nAvailable representations: {Known}", []);
    }

    public static (string Type, double Quality, string As, string Group, string Version) Parse(string part)
    {
        var words = part.Split(';', StringSplitOptions.TrimEntries);
        string Value(string name) => words.FirstOrDefault(w => w.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..] ?? "";
        return (words[0], double.TryParse(Value("q"), out var quality) ? quality : 1, Value("as"), Value("g"), Value("v"));
    }
}
