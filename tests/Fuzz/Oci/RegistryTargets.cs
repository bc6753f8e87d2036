using System.Text;
using SegmentOperator.Oci;

namespace SegmentOperator.Fuzz.Oci;

/// <summary>Whatever a registry, a policy's author or a docker configuration brings in.</summary>
internal static class RegistryTargets
{
    private const string Hex = "9f2c000000000000000000000000000000000000000000000000000000000000";

    private static readonly byte[] Manifest = Encoding.UTF8.GetBytes($$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"a/b","annotations":{"k":"v"},
        "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:{{Hex}}","size":2},
        "layers":[{"mediaType":"c/d","digest":"sha256:{{Hex}}","size":5,"annotations":{"a":"b"} }],
        "subject":{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:{{Hex}}","size":7} }
        """);

    private static readonly byte[] Index = Encoding.UTF8.GetBytes($$"""
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"e/f","digest":"sha256:{{Hex}}","size":9,"artifactType":"g/h"}]}
        """);

    private static readonly byte[] Config = """
        {"auths":{"https://index.docker.io/v1/":{"auth":"dXNlcjpwYXNz"},"*.example.com:5000/team":{"username":"u","password":"p"},"r":{"identitytoken":"t"} },"credHelpers":{"h":"pass"},"credsStore":"store"}
        """u8.ToArray();

    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget(
            "oci/reference", Texts("busybox", $"registry.example.com:5000/sf/finance/revenue:1.4.2@sha256:{Hex}", "[::1]:5000/a__b/c-d.e", "localhost/x"), Reference);
        yield return new FuzzTarget("oci/repository", Texts("registry.example.com/sf/finance"), input => Caught<FormatException>(() => RepositoryReference.Parse(Encoding.UTF8.GetString(input))));
        yield return new FuzzTarget("oci/digest", Texts("sha256:" + Hex, "sha512:" + Hex + Hex), input => _ = Digest.TryParse(Encoding.UTF8.GetString(input), out _, out _));
        yield return new FuzzTarget("oci/mirror", Texts("mirror.example.com:5000/hub/cache"), input => Caught<FormatException>(() => _ = new MirrorMap([new("docker.io", [Encoding.UTF8.GetString(input)])])));
        yield return new FuzzTarget(
            "oci/manifest", [Manifest, Index], input => Caught<RegistryContentException>(() => ManifestReader.Read(input, Digest.Compute(input), MediaTypes.OciManifest)));
        yield return new FuzzTarget("oci/docker-config", [Config], DockerConfig);
        yield return new FuzzTarget("oci/challenge", Texts("Bearer realm=\"https://a/t\",service=\"s\",scope=\"repository:a:pull\", Basic realm=\"a \\\"b\\\"\""), input => Challenge.Read(Encoding.UTF8.GetString(input)));
        yield return new FuzzTarget("oci/link", Texts("</v2/a/tags/list?n=2&last=b>; rel=\"next\", </x>; rel=prev"), Link);
    }

    // What is a reference reads back as itself, and what is none is said on one line.
    private static void Reference(byte[] input)
    {
        if (!ImageReference.TryParse(Encoding.UTF8.GetString(input), out var reference, out var error))
        {
            if (error.Contains('\n', StringComparison.Ordinal)) throw new InvalidOperationException("The error has several lines.");
        }
        else if (ImageReference.Parse(reference.ToString()) != reference)
        {
            throw new InvalidOperationException($"{reference} reads back as something else.");
        }
    }

    private static void DockerConfig(byte[] input)
    {
        DockerConfigCredentials config;
        try
        {
            config = DockerConfigCredentials.Parse(input);
        }
        catch (FormatException)
        {
            return;
        }

        Caught<RegistryException>(() => config.FindAsync(new RepositoryReference("eu.example.com:5000", "team/a"), CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }

    private static void Link(byte[] input)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Link", Encoding.UTF8.GetString(input));
        Caught<FormatException>(() => LinkHeader.Next(response, new Uri("https://r.example/v2/a/tags/list")));
    }

    private static byte[][] Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static void Caught<T>(Action read) where T : Exception
    {
        try
        {
            read();
        }
        catch (T)
        {
            // That is how a reader says that its input is none.
        }
    }
}
