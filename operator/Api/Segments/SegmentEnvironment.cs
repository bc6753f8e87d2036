namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What a target is used for.</summary>
public enum SegmentEnvironment
{
    /// <summary>People's daily work and real data.</summary>
    Production,

    /// <summary>A copy of production for tests and training; it carries production's standard.</summary>
    Sandbox,

    /// <summary>Development without real data.</summary>
    Development,
}
