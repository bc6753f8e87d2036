namespace SegmentOperator.Policy.Cel;

/// <summary>How much fits into one request to a kube-apiserver; it bounds what a schema leaves unbounded.</summary>
internal static class CelSizes
{
    /// <summary>The most octets of a request: 3 MiB.</summary>
    public const long Request = 3 * 1024 * 1024;

    /// <summary>The most elements of an array, each with a comma.</summary>
    public static long MaxItems(long minSize) => (Request - 2) / (minSize + 1);

    /// <summary>The most members of an object, each with a quoted name, a colon and a comma.</summary>
    public static long MaxProperties(long minSize) => (Request - 2) / (minSize + 6);
}
