using SegmentOperator.Fuzz;
using SegmentOperator.Fuzz.Sigstore;

namespace SegmentOperator.Sigstore.Tests.Formats;

/// <summary>A short taste of <c>make fuzz</c>, the same each time.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20260601;
    private const int Inputs = 250;

    [Fact]
    public void No_changed_input_crashes_hangs_or_is_taken_for_another()
    {
        // A pattern is the policy's own, and takes longer to compile than all others take to be read.
        var findings = SigstoreTargets.All().Where(target => target.Name != "sigstore/identity-pattern").AsParallel()
            .Select(target => new Fuzzer(TimeProvider.System).Run(target, Seed, TimeSpan.FromMinutes(5), Inputs))
            .Where(result => result.Finding is not null)
            .Select(result => $"{result.Target}: {result.Finding}");
        Assert.Empty(findings);
    }
}
