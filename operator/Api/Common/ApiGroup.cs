namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Names that every part of the product spells alike.</summary>
public static class ApiGroup
{
    /// <summary>The API group of all four kinds.</summary>
    public const string Name = "segment-operator.dev";

    /// <summary>The API version of all four kinds.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version as <c>apiVersion</c> spells them.</summary>
    public const string ApiVersion = Name + "/" + Version;

    /// <summary>The category: <c>kubectl get segmentation</c> lists all four kinds.</summary>
    public const string Category = "segmentation";
}
