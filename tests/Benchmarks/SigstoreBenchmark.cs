using System.Text;
using SegmentOperator.Oci;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Benchmarks;

/// <summary>
/// Verifications a second, on one thread, warm, with the artifact's digest given, and the bytes that each allocates; each with its bundle parsed
/// anew. Beside the clock's seconds those of the processor are counted, all threads together, because the machine may be busy. "Distinct" means that no certificate or timestamp is seen twice; "repeated" is one bundle over and over, as when several authorities
/// and rechecks look at the same signature.
/// </summary>
internal static class SigstoreBenchmark
{
    private const int Distinct = 600;
    private const int Warming = 3000;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3);
    private static readonly DateTimeOffset Signed = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Content = "the artifact"u8.ToArray();

    public static Task RunAsync()
    {
        // On P-384, as the public instance's certificates are.
        using var instance = new SigstoreInstance(Signed.AddMonths(-1), TimeSpan.FromDays(3650), large: true);
        using var p256 = SigningKey.Generate();
        using var ed25519 = SigningKey.GenerateEd25519();
        var json = Encoding.UTF8.GetBytes(instance.TrustedRoot().ToJsonString());
        Authority Keyless() => new KeylessAuthority(
            "ci", new CertificateIdentity(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Exactly(LeafRequest.Workflow)), new TrustState.Known(TrustedRoot.Parse(json)));

        var statement = CosignSigner.Statement(Digest.Compute(Content), CosignSigner.SignaturePredicate);
        byte[] Bundle(LogKind log) => Encoding.UTF8.GetBytes(instance.SignStatement(statement, new SignRequest { Time = Signed, Log = log }).ToJsonString());
        var (first, second) = (Many(() => Bundle(LogKind.Rekor1)), Many(() => Bundle(LogKind.Rekor2)));
        Measure("keyless_rekor1_distinct", Keyless(), first, once: true);
        Measure("keyless_rekor2_timestamp_distinct", Keyless(), second, once: true);
        Measure("keyless_rekor1_repeated", Keyless(), first[..1]);
        Measure("keyless_rekor2_timestamp_repeated", Keyless(), second[..1]);
        Measure("managed_key_p256", new KeyAuthority("release", p256.PublicKeyPem), [Encoding.UTF8.GetBytes(CosignSigner.Bundle(statement, p256))]);
        Measure("managed_key_ed25519", new KeyAuthority("release", ed25519.PublicKeyPem), [Encoding.UTF8.GetBytes(CosignSigner.Bundle(statement, ed25519))]);
        Raw(p256);
        return Task.CompletedTask;
    }

    private static byte[][] Many(Func<byte[]> make) => [.. Enumerable.Range(0, Distinct).Select(_ => make())];

    private static void Measure(string name, Authority authority, byte[][] bundles, bool once = false)
    {
        var artifact = new SubjectArtifact(Digest.Compute(Content));
        var policy = new VerificationPolicy([authority]);
        var warm = Math.Min(bundles.Length, 200);
        for (var i = 0; i < Warming; i++) Verify(bundles[i % warm]);
        var rest = once ? bundles[warm..] : bundles;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (started, worked) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var count = 0;
        while (once ? count < rest.Length : TimeProvider.System.GetElapsedTime(started) < Least)
            Verify(rest[count++ % rest.Length]);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        Console.WriteLine($"{name}_per_second={count / seconds:0}");
        Console.WriteLine($"{name}_per_cpu_second={count / (Environment.CpuUsage.TotalTime - worked).TotalSeconds:0}");
        Console.WriteLine($"{name}_allocated_bytes={allocated}");

        void Verify(byte[] bundle)
        {
            var findings = new Findings { Materials = [SignatureMaterial.FromBundle(bundle, "bundle")] };
            if (PolicyVerifier.Verify(artifact, findings, policy, Signed) is not Verdict.Verified)
                throw new InvalidOperationException($"{name} is not verified.");
        }
    }

    // What the machine's OpenSSL does by itself, to set the figures above against.
    private static void Raw(SigningKey key)
    {
        using var p384 = SigningKey.Generate(System.Security.Cryptography.ECCurve.NamedCurves.nistP384, System.Security.Cryptography.HashAlgorithmName.SHA384);
        foreach (var (name, signing) in new[] { ("p256", key), ("p384", p384) })
        {
            using var verifying = System.Security.Cryptography.ECDsa.Create();
            verifying.ImportSubjectPublicKeyInfo(signing.PublicKey, out _);
            var hash = name == "p256" ? System.Security.Cryptography.HashAlgorithmName.SHA256 : System.Security.Cryptography.HashAlgorithmName.SHA384;
            var signature = signing.Sign(Content);
            var (started, worked) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var count = 0;
            while (TimeProvider.System.GetElapsedTime(started) < Least)
            {
                if (!verifying.VerifyData(Content, signature, hash, System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence))
                    throw new InvalidOperationException("A good signature is refused.");
                count++;
            }

            Console.WriteLine($"raw_ecdsa_{name}_per_second={count / TimeProvider.System.GetElapsedTime(started).TotalSeconds:0}");
            Console.WriteLine($"raw_ecdsa_{name}_per_cpu_second={count / (Environment.CpuUsage.TotalTime - worked).TotalSeconds:0}");
        }
    }
}
