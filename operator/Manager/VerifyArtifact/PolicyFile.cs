using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Archives;
using SegmentOperator.Manager.VerifyBundle;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>
/// Reads a policy from a file: a whole Segment, of which <c>spec.artifacts</c> counts, or that part alone. A field that is not known is
/// an error, since it may be a demand that would go unheard.
/// </summary>
internal static class PolicyFile
{
    private const int Largest = 4 * 1024 * 1024;

    /// <exception cref="BadInputException">The file is no policy; the message names it and the field.</exception>
    public static ArtifactPolicy Read(string file)
    {
        var document = Document(file);
        var isSegment = document.ContainsKey("kind") || document.ContainsKey("spec");
        if (isSegment && document["kind"]?.ToString() is { } kind && kind != Segment.KindName)
            throw new BadInputException($"{file}: kind is {kind}; a policy is a {Segment.KindName} or its spec.artifacts.");
        var spec = isSegment ? document["spec"] as JsonObject : document;
        var artifacts = spec?["artifacts"] as JsonObject ?? (isSegment ? null : document);
        if (artifacts is null)
            throw new BadInputException($"{file}: spec.artifacts is missing; it says who must have signed.");
        return Typed(file, artifacts);
    }

    private static JsonObject Document(string file)
    {
        try
        {
            if (new FileInfo(file).Length > Largest)
                throw new BadInputException($"{file}: it has more than {Largest} bytes.");
            var text = File.ReadAllText(file);
            if (text.AsSpan().TrimStart().StartsWith("{"))
            {
                return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                    ?? throw new BadInputException($"{file}: it is no object.");
            }

            return YamlReader.ReadAll(file, text) is [var only] ? only : throw new BadInputException($"{file}: it does not hold exactly one document.");
        }
        catch (PackageUnsafeException e)
        {
            throw new BadInputException($"{e.Message.TrimEnd('.')}.");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{file} line {e.LineNumber + 1} is not JSON.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{file}: it cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.TrimEnd('.'))}.");
        }
    }

    private static ArtifactPolicy Typed(string file, JsonObject artifacts)
    {
        var known = Segment.ResourceType.Json;
        var strict = new JsonSerializerOptions(known.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        var segment = new JsonObject
        {
            ["apiVersion"] = $"{Segment.ResourceType.Group}/{Segment.ResourceType.Version}",
            ["kind"] = Segment.KindName,
            ["metadata"] = new JsonObject { ["name"] = "policy" },
            ["spec"] = new JsonObject { ["artifacts"] = artifacts.DeepClone() },
        };
        try
        {
            return ((Segment)segment.Deserialize(strict.GetTypeInfo(typeof(Segment)))!).Spec.Artifacts!;
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$').TrimStart('.') ?? "spec.artifacts";
            throw new BadInputException(e.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"{file}: {field} is no field of an artifact policy."
                : $"{file}: {field} does not have the type that the field has.");
        }
    }
}
