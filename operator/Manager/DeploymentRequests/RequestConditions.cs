namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>A request's own condition types, besides kstatus' three.</summary>
internal static class RequestConditions
{
    public const string Verified = "Verified";
    public const string Decided = "Decided";
    public const string Scheduled = "Scheduled";
    public const string Approved = "Approved";
    public const string Ran = "Ran";
    public const string CredentialRevoked = "CredentialRevoked";
    public const string Complete = "Complete";
    public const string Failed = "Failed";
}
