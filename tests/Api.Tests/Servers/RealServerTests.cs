using SegmentOperator.TestSupport;

namespace SegmentOperator.Api.Tests.Servers;

/// <summary>The definitions and the samples on a real kube-apiserver.</summary>
public sealed class RealServerTests(RealServerTests.Fixture fixture) : IClassFixture<RealServerTests.Fixture>
{
    public static TheoryData<string> Valid => Sample.In("Valid");

    public static TheoryData<string> Invalid => Sample.In("Invalid");

    public static TheoryData<string> Changes => Sample.In("Changes");

    [RealServerTheory]
    [MemberData(nameof(Valid))]
    public Task A_good_object_is_taken(string name) => SampleContract.TakesAsync(fixture.Server, name);

    [RealServerTheory]
    [MemberData(nameof(Invalid))]
    public Task A_bad_object_is_refused_and_the_refusal_says_what_to_change(string name) => SampleContract.RefusesAsync(fixture.Server, name);

    [RealServerTheory]
    [MemberData(nameof(Changes))]
    public Task A_spec_that_may_not_change_does_not_change(string name) => SampleContract.KeepsAsync(fixture.Server, name);

    public sealed class Fixture : IAsyncLifetime
    {
        private ControlPlane? _plane;

        internal TestServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            if (ControlPlane.Assets is null)
                return;
            _plane = await ControlPlane.StartAsync();
            Server = await TestServer.CreateAsync(_plane.CreateClient());
        }

        public async Task DisposeAsync()
        {
            Server?.Dispose();
            if (_plane is not null)
                await _plane.DisposeAsync();
        }
    }
}
