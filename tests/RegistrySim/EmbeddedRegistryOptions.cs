namespace SegmentOperator.RegistrySim;

/// <summary>How the registry asks who is there.</summary>
public enum RegistryAuthentication
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Basic authentication at the registry.</summary>
    Basic,

    /// <summary>Bearer tokens from the registry's own token server, which takes basic authentication.</summary>
    Token,
}

/// <summary>What kind of registry to start.</summary>
public sealed record EmbeddedRegistryOptions
{
    /// <summary>The port on 127.0.0.1; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>HTTPS with a certificate for 127.0.0.1 and localhost, made for this instance by its own authority.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether the referrers API is served. Without it clients use the fallback tag.</summary>
    public bool Referrers { get; init; } = true;

    /// <summary>How clients prove who they are.</summary>
    public RegistryAuthentication Authentication { get; init; }

    /// <summary>The only user.</summary>
    public string Username { get; init; } = "tester";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "correct horse";

    /// <summary>Whether pulling needs no credentials although pushing does.</summary>
    public bool AnonymousPull { get; init; }

    /// <summary>How long a token is good for.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The most entries of one page of a listing.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Serves /_sim, by which another process replaces stored bytes and sets faults. For demonstrations.</summary>
    public bool Administration { get; init; }

    /// <summary>The clock for token lifetimes.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
