using System.Text;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Fuzz.Tuf;

/// <summary>A TUF repository's files. A changed file is refused, or says what it said before.</summary>
internal static class TufTargets
{
    private static readonly byte[] Timestamp = """
        {"signatures":[{"keyid":"k","sig":"00"}],"signed":{"_type":"timestamp","spec_version":"1.0","version":2,"expires":"2030-01-01T00:00:00Z",
        "meta":{"snapshot.json":{"version":3,"length":10,"hashes":{"sha256":"00"}}}}}
        """u8.ToArray();

    public static IEnumerable<FuzzTarget> All()
    {
        var root = PublicGood.PinnedRoot.ToArray();
        var signed = TufTrust.Start(root).Root.Signed;
        yield return new FuzzTarget("tuf/root", [root], input => Caught(() =>
        {
            if (!TufTrust.Start(input).Root.Signed.AsSpan().SequenceEqual(signed)) throw new InvalidOperationException("A root that nobody signed is trusted.");
        }));
        yield return new FuzzTarget("tuf/next-root", [root], input => Caught(() =>
        {
            var trust = TufTrust.Start(root);
            trust.UpdateRoot(input);
            throw new InvalidOperationException("A root that nobody signed is trusted.");
        }));
        yield return new FuzzTarget("tuf/timestamp", [Timestamp], input => Caught(() =>
        {
            TufTrust.Start(root).UpdateTimestamp(input);
            throw new InvalidOperationException("A timestamp that nobody signed is trusted.");
        }));
        yield return new FuzzTarget("tuf/metadata", [Timestamp, root], input => Caught(() =>
            TufFile.Read(input, "timestamp", "timestamp.json", body => TufMeta.Read(body.GetProperty("meta").GetProperty("snapshot.json")))));
        yield return new FuzzTarget("tuf/canonical", [Timestamp, Encoding.UTF8.GetBytes("{\"b\":[1,true,null],\"a\\u0000\":\"\\ud83d\\ude00\\\"\\\\\"}")], input => Caught(() =>
            TufJson.Read(input, "fuzz", TufJson.Canonical)));
    }

    private static void Caught(Action read)
    {
        try
        {
            read();
        }
        catch (TufException)
        {
            // That is how the reader says that its input is none.
        }
    }
}
