using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.SalesforceSim;

/// <summary>How an org is set up. Everything has a default, so that <c>new()</c> is an org with nobody in it.</summary>
public sealed record SalesforceSimOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>With a certificate the org speaks TLS, without one plain HTTP.</summary>
    public X509Certificate2? ServerCertificate { get; init; }

    /// <summary>Where the org's time comes from.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long one deployment works; the others wait behind it, as in a real org.</summary>
    public TimeSpan DeployDuration { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a session lives.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Audiences that an assertion may name, besides the org's own URL.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = ["https://login.salesforce.com", "https://test.salesforce.com"];

    /// <summary>A cancellation is acknowledged, and the deployment finishes all the same: a real org may be past stopping.</summary>
    public bool CancelComesTooLate { get; init; }

    /// <summary>A production org: Apex is deployed only with tests.</summary>
    public bool Production { get; init; } = true;

    /// <summary>The connected apps; more can be added with <see cref="SimOrg.AddConnectedApp"/>.</summary>
    public IReadOnlyList<SimConnectedApp> ConnectedApps { get; init; } = [];

    /// <summary>The users; more can be added with <see cref="SimOrg.AddUser"/>.</summary>
    public IReadOnlyList<SimUser> Users { get; init; } = [];
}

/// <summary>A connected app that may use the JWT bearer flow.</summary>
/// <param name="ClientId">The consumer key: the assertion's issuer.</param>
/// <param name="KeyPem">PEM of the certificate, or of the RSA public key, that assertions are verified with.</param>
/// <param name="PreAuthorized">The usernames that an administrator has approved for this app.</param>
public sealed record SimConnectedApp(string ClientId, string KeyPem, IReadOnlyList<string> PreAuthorized);

/// <summary>A user of the org.</summary>
/// <param name="Username">The login name, in the form of an email address.</param>
/// <param name="Password">For the SOAP login; without one that login is refused.</param>
/// <param name="MayDeploy">Has ModifyMetadata and the API.</param>
/// <param name="Active">May log in.</param>
public sealed record SimUser(string Username, string? Password = null, bool MayDeploy = true, bool Active = true);
