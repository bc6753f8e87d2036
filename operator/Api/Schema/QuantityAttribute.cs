namespace SegmentOperator.Api.Schema;

/// <summary>A Kubernetes quantity (<c>500m</c>, <c>256Mi</c>), written as a string or a whole number.</summary>
public sealed class QuantityAttribute : StringBoundsAttribute
{
    /// <summary>At most 32 characters.</summary>
    public QuantityAttribute()
    {
        MaxLength = 32;
        Pattern = @"^[0-9]{1,15}(\.[0-9]{1,9})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";
    }
}
