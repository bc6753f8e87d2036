using System.Text.Json.Serialization;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A body of obligations that raises the posture and adds rules.</summary>
public enum Framework
{
    /// <summary>House rules only; demands no posture.</summary>
    Internal,

    /// <summary>EU General Data Protection Regulation; at least Standard.</summary>
    [JsonStringEnumMemberName("GDPR")]
    Gdpr,

    /// <summary>US Health Insurance Portability and Accountability Act; Strict.</summary>
    [JsonStringEnumMemberName("HIPAA")]
    Hipaa,

    /// <summary>US Sarbanes-Oxley Act; Strict, and two approvals by different people.</summary>
    [JsonStringEnumMemberName("SOX")]
    Sox,

    /// <summary>Payment Card Industry Data Security Standard; Strict.</summary>
    [JsonStringEnumMemberName("PCI-DSS")]
    PciDss,

    /// <summary>US Federal Risk and Authorization Management Program; Strict.</summary>
    [JsonStringEnumMemberName("FedRAMP")]
    FedRamp,
}
