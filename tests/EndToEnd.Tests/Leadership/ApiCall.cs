namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>One request of a replica as it passed by on its way to the API server. Times are timestamps of one monotonic clock.</summary>
/// <param name="Replica">Whose.</param>
/// <param name="Method">GET, POST, PUT, PATCH, DELETE.</param>
/// <param name="Path">Without the query.</param>
/// <param name="Forwarded">When it was handed on.</param>
/// <param name="Answered">When the answer's head came back; the moment of giving up when none did.</param>
/// <param name="Status">The answer's code; null when none came.</param>
/// <param name="Holder">For a write of the lease: whom it names as its holder.</param>
internal sealed record ApiCall(string Replica, string Method, string Path, long Forwarded, long Answered, int? Status, string? Holder)
{
    /// <summary>It may have changed something: it is a write, and it succeeded or nobody knows.</summary>
    public bool MayHaveActed =>
        Method is not ("GET" or "HEAD") && Status is null or (>= 200 and < 300) && !IsLease
        && !Path.Contains("/authorization.k8s.io/", StringComparison.Ordinal) && !Path.Contains("/authentication.k8s.io/", StringComparison.Ordinal);

    /// <summary>It got, kept or gave back the lease.</summary>
    public bool WroteLease => IsLease && Method is "PUT" or "POST" && Status is >= 200 and < 300;

    public bool IsLease => Path.Contains("/leases", StringComparison.Ordinal);
}
