using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>A Sigstore instance, an artifact, and who signs it.</summary>
internal sealed class Instance : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Signed = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly byte[] Content = "the artifact"u8.ToArray();

    public SigstoreInstance Sigstore { get; } = new(Start, TimeSpan.FromDays(3650));

    public SubjectArtifact Artifact { get; } = new(Content);

    public static Digest Digest => Digest.Compute(Content);

    public static SignRequest At(LogKind log = LogKind.Rekor1) => new() { Time = Signed, Log = log };

    public TrustedRoot Root(JsonObject? json = null) => TrustedRoot.Parse(Encoding.UTF8.GetBytes((json ?? Sigstore.TrustedRoot()).ToJsonString()));

    public static CertificateIdentity Workflow { get; } = new(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Exactly(LeafRequest.Workflow));

    public KeylessAuthority Authority(CertificateIdentity? identity = null, EvidenceDemand? demand = null, JsonObject? root = null) =>
        new("ci", identity ?? Workflow, new TrustState.Known(Root(root)), demand);

    public static string SignatureStatement(Digest? digest = null) => CosignSigner.Statement(digest ?? Digest, CosignSigner.SignaturePredicate);

    public static SignatureMaterial Material(JsonNode bundle) => SignatureMaterial.FromBundle(Encoding.UTF8.GetBytes(bundle.ToJsonString()), "bundle");

    public Verdict Judge(JsonNode bundle, Authority? authority = null) => Judge(Material(bundle), authority);

    public Verdict Judge(SignatureMaterial material, Authority? authority = null) =>
        PolicyVerifier.Verify(Artifact, material, authority ?? Authority(), Now);

    public SignerEvidence Verified(JsonNode bundle, Authority? authority = null)
    {
        var verdict = Judge(bundle, authority);
        Assert.True(verdict is Verdict.Verified, (verdict as Verdict.Refused)?.Message ?? (verdict as Verdict.CouldNotCheck)?.Message);
        return ((Verdict.Verified)verdict).Signatures[0].Signer;
    }

    public void Refused(RefusalReason reason, JsonNode bundle, Authority? authority = null)
    {
        var refused = Assert.IsType<Verdict.Refused>(Judge(bundle, authority));
        Assert.True(reason == refused.Reason, $"{refused.Reason}: {refused.Message}");
    }

    /// <summary>True if it is verified; false if it is refused or malformed.</summary>
    public bool Passes(Func<SignatureMaterial> read, Authority authority)
    {
        try
        {
            return Judge(read(), authority) is Verdict.Verified;
        }
        catch (MalformedException)
        {
            return false;
        }
    }

    public void Dispose() => Sigstore.Dispose();
}
