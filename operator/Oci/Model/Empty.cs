using System.Collections.ObjectModel;

namespace SegmentOperator.Oci;

internal static class Empty
{
    public static readonly IReadOnlyDictionary<string, string> Annotations = ReadOnlyDictionary<string, string>.Empty;
}
