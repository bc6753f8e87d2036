using System.Text.Json.Serialization;

namespace SegmentOperator.Oci;

/// <summary>A token server's answer (distribution token specification, and its OAuth 2 form).</summary>
internal sealed record TokenAnswer
{
    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    /// <summary>Seconds; the specification's default is 60.</summary>
    [JsonPropertyName("expires_in")]
    public long? ExpiresIn { get; init; }
}

[JsonSerializable(typeof(TokenAnswer))]
internal sealed partial class TokenJson : JsonSerializerContext;
