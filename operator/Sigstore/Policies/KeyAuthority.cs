namespace SegmentOperator.Sigstore;

/// <summary>An authority with a managed key, given as a public key in PEM. By itself it needs no log and no root.</summary>
public sealed class KeyAuthority : Authority
{
    private readonly string identity;

    /// <summary>Reads the key.</summary>
    /// <param name="name">The authority's name in the policy.</param>
    /// <param name="publicKeyPem">
    /// One <c>PUBLIC KEY</c> PEM block: ECDSA on P-256, P-384 or P-521, RSA of 2048 bits and more, or Ed25519.
    /// </param>
    /// <exception cref="PolicyException">The key cannot be used; the message names the authority and says why.</exception>
    public KeyAuthority(string name, string publicKeyPem) : this(name, publicKeyPem, null, EvidenceDemand.None)
    {
    }

    /// <summary>A key whose signatures need a log entry or a timestamp as well.</summary>
    /// <param name="name">The authority's name in the policy.</param>
    /// <param name="publicKeyPem">The key.</param>
    /// <param name="trust">What logs and timestamps are judged by; null to look at none.</param>
    /// <param name="demand">How much must prove a signature.</param>
    /// <exception cref="PolicyException">The key cannot be used, or what is demanded needs a root.</exception>
    public KeyAuthority(string name, string publicKeyPem, TrustState? trust, EvidenceDemand demand) : base(name, trust, demand)
    {
        if (trust is null && demand.NeedsRoot)
            throw new PolicyException($"the authority '{name}' demands log entries or timestamps, and no trusted root to judge them by", name);
        if (demand.CertificateTimestamps > 0)
            throw new PolicyException($"the authority '{name}' has a key and demands timestamps of a certificate, of which it has none", name);
        try
        {
            Key = PemKey.Read(publicKeyPem);
        }
        catch (Exception e) when (e is MalformedException or FormatException)
        {
            var why = e is MalformedException ? e.Message : "it cannot be parsed as a public key";
            throw new PolicyException($"the key of authority '{name}' cannot be used: {why}", name, e);
        }

        identity = NameOf(Key);
    }

    /// <summary>sha256 over the key's SubjectPublicKeyInfo (DER), in hexadecimal.</summary>
    public string Fingerprint => Key.Fingerprint;

    internal PublicKey Key { get; }

    /// <summary>What a key's holder is called where nothing but the key is known.</summary>
    internal static string NameOf(PublicKey key) => $"key sha256:{key.Fingerprint}";

    internal override string Identity => identity;

    internal override Finding Judge(SignatureMaterial material, SubjectArtifact artifact, DateTimeOffset now) =>
        KeyCheck.Run(this, material, artifact, now);
}
