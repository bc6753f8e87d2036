namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>An access token and the instance that takes it. Its text form leaves the token out.</summary>
internal sealed record SalesforceToken(string AccessToken, Uri InstanceUrl)
{
    public override string ToString() => $"token for {InstanceUrl.Host}";
}
