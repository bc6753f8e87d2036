using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Sources;

/// <summary>Counts what comes out of an archive against what it may cost.</summary>
internal sealed class BudgetStream(Stream inner, string name, UnpackBudget budget, long packedBytes) : ReadOnlyStream
{
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} cannot be unpacked", e);
        }

        _read += read;
        budget.AddBytes(name, read, _read, packedBytes);
        return read;
    }
}
