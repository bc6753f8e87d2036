using System.Security.Cryptography.X509Certificates;
using SegmentOperator.DevCluster;

namespace SegmentOperator.Api.Tests.Servers;

/// <summary>The definitions and the samples on the embedded API, which answers them as a real server does.</summary>
public sealed class DevClusterTests(DevClusterTests.Fixture fixture) : IClassFixture<DevClusterTests.Fixture>
{
    public static TheoryData<string> Valid => Sample.In("Valid");

    public static TheoryData<string> Invalid => Sample.In("Invalid");

    public static TheoryData<string> Changes => Sample.In("Changes");

    [Theory]
    [MemberData(nameof(Valid))]
    public Task A_good_object_is_taken(string name) => SampleContract.TakesAsync(fixture.Server, name);

    [Theory]
    [MemberData(nameof(Invalid))]
    public Task A_bad_object_is_refused_and_the_refusal_says_what_to_change(string name) => SampleContract.RefusesAsync(fixture.Server, name);

    [Theory]
    [MemberData(nameof(Changes))]
    public Task A_spec_that_may_not_change_does_not_change(string name) => SampleContract.KeepsAsync(fixture.Server, name);

    public sealed class Fixture : IAsyncLifetime
    {
        private EmbeddedCluster? _cluster;

        internal TestServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _cluster = await EmbeddedCluster.StartAsync(new DevClusterOptions { Users = [new DevClusterUser("admin", "token", "u-admin", ["system:masters"])] });
            var authority = X509Certificate2.CreateFromPem(_cluster.AuthorityPem);
            var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            };
            Server = await TestServer.CreateAsync(new HttpClient(handler) { BaseAddress = _cluster.Address, DefaultRequestHeaders = { Authorization = new("Bearer", "token") } });
        }

        public async Task DisposeAsync()
        {
            Server?.Dispose();
            if (_cluster is not null)
                await _cluster.DisposeAsync();
        }
    }
}
