namespace SegmentOperator.Oci;

/// <summary>
/// What a registry is told about who asks. A class and not a record, so that no printing, comparing or destructuring of it
/// ever shows the secret.
/// </summary>
public sealed class RegistryCredential
{
    /// <summary>User name and password: sent as basic authentication, to the registry or to its token server.</summary>
    public RegistryCredential(string username, string password) => (Username, Password) = (username, password);

    /// <summary>An identity (refresh) token, exchanged at the token server.</summary>
    public RegistryCredential(string identityToken) => (Username, Password, IdentityToken) = ("", "", identityToken);

    /// <summary>The user's name; empty with an identity token.</summary>
    public string Username { get; }

    internal string Password { get; }

    internal string? IdentityToken { get; }

    /// <summary>The user's name, never the secret.</summary>
    public override string ToString() => IdentityToken is null ? $"user {Shown.Short(Username)}" : "an identity token";
}
