namespace SegmentOperator.Api.Schema;

/// <summary>A field that <c>kubectl get --field-selector</c> and watches may select by (Kubernetes 1.31 and newer).</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SelectableFieldAttribute(string jsonPath) : Attribute
{
    /// <summary>Where the value lies, with a leading dot.</summary>
    public string JsonPath { get; } = jsonPath;
}
