using System.Text.Json.Nodes;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>A blob of an artifact.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Annotations">Its descriptor's annotations; null for none.</param>
public sealed record Blob(string MediaType, byte[] Content, IReadOnlyDictionary<string, string>? Annotations = null)
{
    /// <summary>Its digest.</summary>
    public Digest Digest => Digest.Compute(Content);

    /// <summary>Its descriptor.</summary>
    public Descriptor Descriptor => new(MediaType, Digest, Content.Length);

    internal JsonObject ToJson()
    {
        var descriptor = new JsonObject { ["mediaType"] = MediaType, ["digest"] = Digest.ToString(), ["size"] = Content.Length };
        if (Annotations is { Count: > 0 }) descriptor["annotations"] = Annotated(Annotations);
        return descriptor;
    }

    internal static JsonObject Annotated(IReadOnlyDictionary<string, string> annotations)
    {
        var json = new JsonObject();
        foreach (var (key, value) in annotations) json[key] = value;
        return json;
    }
}
