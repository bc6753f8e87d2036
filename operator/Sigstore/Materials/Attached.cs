namespace SegmentOperator.Sigstore;

/// <summary>
/// A part of a signature that some policies rely on and others do not. Why it cannot be read is kept and not thrown: whoever relies on it
/// refuses for that, and whoever does not is not kept from judging the signature itself.
/// </summary>
/// <param name="Value">The part; empty where it cannot be read.</param>
/// <param name="Fault">Why it cannot be read, and where; null where it can.</param>
internal readonly record struct Attached<T>(IReadOnlyList<T> Value, string? Fault)
{
    public static Attached<T> Read(string source, Func<IReadOnlyList<T>> read)
    {
        try
        {
            return new(read(), null);
        }
        catch (MalformedException e)
        {
            return new([], $"in {source}, {e.Message}");
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json's word for it.
            return new([], $"in {source}, a text is not valid Unicode");
        }
    }
}
