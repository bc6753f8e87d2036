using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Benchmarks;

/// <summary>What verifying 50 artifacts for 3 authorities costs at a registry on this machine: requests and time, the first time and again.</summary>
internal static class RegistryBenchmark
{
    private const int Artifacts = 50;

    public static async Task RunAsync()
    {
        foreach (var bundle in new[] { false, true })
        {
            await using var registry = await EmbeddedRegistry.StartAsync();
            using var writer = new RegistryWriter(registry.Address);
            var signer = new CosignSigner(writer);
            SigningKey[] keys = [SigningKey.Generate(), SigningKey.Generate(), SigningKey.Generate()];
            var artifacts = new List<ArtifactReference>();
            for (var i = 0; i < Artifacts; i++)
            {
                artifacts.Add(await writer.PushAsync(PackageArtifact.Build([PackageFile.Text("package.xml", $"{i}")]), "sf/finance/revenue"));
                if (bundle) await signer.SignBundleAsync(artifacts[i], keys[2]);
                else await signer.SignTagAsync(artifacts[i], keys[2]);
            }

            using var client = new RegistryClient(new RegistryClientOptions(), TimeProvider.System, new Random(1));
            var verifier = new SignatureVerifier(client, new SignatureVerifierOptions(), TimeProvider.System);
            var policy = new VerificationPolicy(keys.Select((key, i) => new KeyAuthority($"a{i}", key.PublicKeyPem)));
            var name = bundle ? "bundle" : "tag";
            foreach (var pass in new[] { "first", "cached" })
            {
                registry.ForgetRequests();
                var started = TimeProvider.System.GetTimestamp();
                foreach (var artifact in artifacts)
                {
                    if (await verifier.VerifyAsync(artifact, policy, CancellationToken.None) is not Verdict.Verified) throw new InvalidOperationException($"{artifact} is not verified");
                }

                var took = TimeProvider.System.GetElapsedTime(started);
                Console.WriteLine($"registry_{name}_{pass}_requests_per_artifact={(double)registry.Requests.Count / Artifacts:0.00}");
                Console.WriteLine($"registry_{name}_{pass}_ms_per_artifact={took.TotalMilliseconds / Artifacts:0.000}");
            }

            foreach (var key in keys) key.Dispose();
        }
    }
}
