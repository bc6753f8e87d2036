using SegmentOperator.Fuzz;
using SegmentOperator.Fuzz.Oci;
using SegmentOperator.Fuzz.Tuf;

namespace SegmentOperator.Oci.Tests;

public sealed class FuzzTests
{
    private const int Inputs = 2_000;

    // The same inputs in every run; make fuzz tries others, and more.
    [Fact]
    public void Changed_references_manifests_configurations_and_metadata_are_refused_and_never_crash()
    {
        foreach (var target in RegistryTargets.All().Concat(TufTargets.All()))
        {
            var result = new Fuzzer(TimeProvider.System).Run(target, seed: 1, TimeSpan.FromMinutes(5), target.Name.StartsWith("tuf/", StringComparison.Ordinal) ? Inputs / 10 : Inputs);
            Assert.True(result.Finding is null, $"{result.Target}: {result.Finding}\n{Convert.ToBase64String(result.Input ?? [])}");
        }
    }
}
