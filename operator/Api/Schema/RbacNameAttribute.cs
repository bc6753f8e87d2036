namespace SegmentOperator.Api.Schema;

/// <summary>The name of a Role or ClusterRole, which may hold a colon and capitals: <c>system:node-reader</c>.</summary>
public sealed class RbacNameAttribute : StringBoundsAttribute
{
    /// <summary>At most 253 characters of a path segment.</summary>
    public RbacNameAttribute()
    {
        MaxLength = 253;
        MinLength = 1;
        Pattern = "^[A-Za-z0-9][-A-Za-z0-9._:]*$";
    }
}
