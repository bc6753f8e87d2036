using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.DevCluster.Security;

/// <summary>Turns credentials into an identity.</summary>
internal interface IAuthenticator
{
    /// <summary>
    /// The identity that the credentials prove; <c>system:anonymous</c> when there are none; null when a credential was
    /// presented and is wrong (the pipeline answers 401).
    /// </summary>
    UserInfo? Authenticate(X509Certificate2? clientCertificate, string? authorizationHeader);
}
