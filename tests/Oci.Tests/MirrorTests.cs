using SegmentOperator.RegistrySim;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Oci.Tests;

public sealed class MirrorTests
{
    private static MirroredRegistryClient Mirrored(TestRegistry registry, TestRegistry mirror, TimeProvider? time = null) =>
        new(registry.Client, Map(registry.Server.Host, mirror.Server.Host), time ?? TimeProvider.System);

    private static MirrorMap Map(string registry, params string[] mirrors) => new([new(registry, mirrors)]);

    [Fact]
    public async Task A_mirror_is_asked_instead_of_the_registry()
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var mirror = await TestRegistry.StartAsync();
        var client = Mirrored(registry, mirror);
        Assert.Equal(registry.Artifact.Digest, (await client.ResolveAsync(registry.Tagged, CancellationToken.None)).Digest);
        await client.GetManifestAsync(registry.Tagged, CancellationToken.None);
        await client.GetManifestAsync(registry.Artifact, CancellationToken.None);
        await client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 10_000, CancellationToken.None);
        Assert.Empty(registry.Server.Requests);
        Assert.Equal(4, mirror.Server.Requests.Count);
    }

    public static TheoryData<RegistryFault> Faults =>
    [
        new RegistryFault.Status(404), new RegistryFault.Status(503), new RegistryFault.Status(401), new RegistryFault.Garbage(),
        new RegistryFault.WrongBytes(), new RegistryFault.HugeManifest(), new RegistryFault.Down(), new RegistryFault.TooManyRequests("60"),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_a_mirror_fails_at_the_registry_answers(RegistryFault fault)
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var mirror = await TestRegistry.StartAsync();
        mirror.Server.Faults.Add(fault);
        var client = Mirrored(registry, mirror);
        Assert.Equal(registry.Artifact.Digest, (await client.GetManifestAsync(registry.Artifact, CancellationToken.None)).Descriptor.Digest);
        Assert.Single(registry.Server.Requests);
    }

    [Fact]
    public async Task What_neither_has_is_answered_by_the_registry_itself()
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var mirror = await TestRegistry.StartAsync();
        var missing = registry.Artifact.Repository.At(Digest.Compute("nothing"u8));
        var client = Mirrored(registry, mirror);
        await Assert.ThrowsAsync<RegistryNotFoundException>(() => client.GetManifestAsync(missing, CancellationToken.None));
        registry.Server.Faults.Add(new RegistryFault.Status(500));
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.GetManifestAsync(missing, CancellationToken.None));
    }

    [Fact]
    public async Task Wrong_bytes_of_a_mirror_are_no_verdict_and_the_next_attempt_goes_elsewhere()
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var mirror = await TestRegistry.StartAsync();
        var time = new ManualTimeProvider();
        mirror.Server.Faults.Add(new RegistryFault.WrongBytes());
        var client = Mirrored(registry, mirror, time);
        Task<byte[]> ReadAsync() => client.ReadBlobAsync(registry.Artifact.Repository, registry.Layer, 10_000, CancellationToken.None);
        await Assert.ThrowsAsync<RegistryUnavailableException>(ReadAsync);
        Assert.Equal(registry.Package.Blobs[1].Content, await ReadAsync());
        mirror.Server.Faults.Clear();
        time.Advance(TimeSpan.FromMinutes(11));
        registry.Server.ForgetRequests();
        Assert.Equal(registry.Package.Blobs[1].Content, await ReadAsync());
        Assert.Empty(registry.Server.Requests);
    }

    [Fact]
    public async Task Listings_are_read_place_by_place()
    {
        await using var registry = await TestRegistry.StartAsync();
        await using var mirror = await TestRegistry.StartAsync();
        var client = Mirrored(registry, mirror);
        await client.GetReferrersAsync(registry.Artifact, null, CancellationToken.None);
        await client.ListTagsAsync(registry.Artifact.Repository, CancellationToken.None);
        Assert.Empty(mirror.Server.Requests);
        foreach (var place in client.Places(registry.Artifact.Repository))
            await place.Client.GetReferrersAsync(place.Repository.At(registry.Artifact.Digest), null, CancellationToken.None);
        Assert.Single(mirror.Server.Requests);
        Assert.Equal([true, false], client.Places(registry.Artifact.Repository).Select(p => p.IsMirror));
    }

    [Theory]
    [InlineData("docker.io", "mirror.example.com/hub", "busybox", "mirror.example.com/hub/library/busybox")]
    [InlineData("https://index.docker.io/v1/", "mirror.example.com", "busybox", "mirror.example.com/library/busybox")]
    [InlineData("r.example", "cache:5000/a/b/", "r.example/x/y", "cache:5000/a/b/x/y")]
    [InlineData("r.example", "m.example", "other.example/x", null)]
    public void A_mirror_has_the_registrys_repositories_below_its_path(string registry, string mirror, string repository, string? mirrored) =>
        Assert.Equal(mirrored, Map(registry, mirror).Of(RepositoryReference.Parse(repository)).SingleOrDefault()?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("/path")]
    [InlineData("m.example/UPPER")]
    [InlineData("m.example:99999")]
    [InlineData("https://m.example")]
    public void A_mirror_that_is_spelled_wrong_is_named(string mirror) =>
        Assert.Contains($"'{mirror}'", Assert.Throws<FormatException>(() => Map("r.example", mirror)).Message, StringComparison.Ordinal);
}
