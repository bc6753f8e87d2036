using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Packages;

namespace SegmentOperator.Runner.Tests.Packages;

public sealed class ZipPropertyTests
{
    /// <summary>A flipped byte may hit something harmless, a date or a mode; but never does it crash, hang or read past a limit.</summary>
    [Fact]
    public void A_changed_byte_is_either_refused_or_read_within_the_limits()
    {
        var zip = ZipBytes.Package().Add("classes/A.cls", "class A {}"u8.ToArray()).Add("b", new byte[3000], new ZipQuirks { Descriptor = true }).Build();
        var limits = new RunLimits { MaxTotalBytes = 10_000 };
        var path = Path.GetTempFileName();
        var changes = Gen.Choose(0, zip.Length - 1).Zip(Gen.Choose(1, 255)).ToArbitrary();

        Prop.ForAll(changes, change =>
        {
            var changed = (byte[])zip.Clone();
            changed[change.Item1] ^= (byte)change.Item2;
            File.WriteAllBytes(path, changed);
            try
            {
                return SalesforcePackage.Read(path, limits, CancellationToken.None).Bytes <= limits.MaxTotalBytes;
            }
            catch (PackageUnsafeException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
        File.Delete(path);
    }
}
