namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What frameworks demand of a posture.</summary>
public static class Frameworks
{
    /// <summary>The lowest posture that the framework allows.</summary>
    public static Posture MinimumPosture(this Framework framework) => framework switch
    {
        Framework.Internal => Posture.Minimal,
        Framework.Gdpr => Posture.Standard,
        // Whatever is not known to demand less demands the most.
        _ => Posture.Strict,
    };

    /// <summary>The lowest posture that all frameworks allow together; Minimal for none.</summary>
    public static Posture MinimumPosture(this IEnumerable<Framework> frameworks) =>
        frameworks.Select(MinimumPosture).DefaultIfEmpty(Posture.Minimal).Max();
}
