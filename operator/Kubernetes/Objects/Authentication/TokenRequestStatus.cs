using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>The token.</summary>
public sealed class TokenRequestStatus
{
    public string Token { get; set; } = "";

    [JsonConverter(typeof(TimeConverter))]
    public DateTimeOffset? ExpirationTimestamp { get; set; }
}
