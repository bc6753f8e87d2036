namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>Where and as whom a token is asked for.</summary>
/// <param name="LoginUrl">The org's login host.</param>
/// <param name="ClientId">The connected app's consumer key: the assertion's issuer.</param>
/// <param name="Username">The integration user: the assertion's subject.</param>
/// <param name="StatedAudience">The assertion's audience, where it is not the login host's origin.</param>
/// <param name="AuthoritiesPem">What the org is trusted by besides the system's certificates.</param>
internal sealed record SalesforceLogin(Uri LoginUrl, string ClientId, string Username, string? StatedAudience = null, string? AuthoritiesPem = null)
{
    public string Audience => StatedAudience ?? LoginUrl.GetLeftPart(UriPartial.Authority);
}
