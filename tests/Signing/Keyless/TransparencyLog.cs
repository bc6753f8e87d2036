using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.Signing;

/// <summary>A transparency log with a real tree: Rekor v1 with promises, or v2 with checkpoints alone.</summary>
public sealed class TransparencyLog
{
    private readonly SigningKey key;
    private readonly Tree tree = new();
    private readonly bool tiled;

    /// <summary>A log.</summary>
    /// <param name="host">Its host name.</param>
    /// <param name="key">Its key: Ed25519 or ECDSA on P-256.</param>
    /// <param name="tiled">Whether it is a Rekor v2.</param>
    /// <param name="filled">How many entries of others it has.</param>
    public TransparencyLog(string host, SigningKey key, bool tiled, int filled = 11)
    {
        (Host, this.key, this.tiled) = (host, key, tiled);
        IsEd25519 = key.Ecdsa is null;
        Id = tiled && IsEd25519
            ? SHA256.HashData([.. Encoding.UTF8.GetBytes(host), (byte)'\n', 1, .. key.PublicKey[^32..]]) : SHA256.HashData(key.PublicKey);
        for (var i = 0; i < filled; i++) tree.Add(Encoding.UTF8.GetBytes($"entry {i} of somebody else"));
    }

    /// <summary>Its host name.</summary>
    public string Host { get; }

    /// <summary>Its id, from which its checkpoints' hints are taken.</summary>
    public byte[] Id { get; }

    /// <summary>Its key, a SubjectPublicKeyInfo in DER.</summary>
    public byte[] PublicKey => key.PublicKey;

    /// <summary>Whether its key is Ed25519.</summary>
    public bool IsEd25519 { get; }

    /// <summary>What the index over all shards is ahead of the index in this tree.</summary>
    public long Earlier { get; init; }

    /// <summary>Takes an entry in, lets others follow, and returns it as a bundle has it.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="version">Its kind's version.</param>
    /// <param name="body">Its canonical JSON.</param>
    /// <param name="time">When it is taken in.</param>
    /// <param name="witnesses">Who cosigns the checkpoint.</param>
    public JsonObject Add(string kind, string version, byte[] body, DateTimeOffset time, params CheckpointWitness[] witnesses)
    {
        var index = tree.Add(body);
        for (var i = 0; i < 3; i++) tree.Add(Encoding.UTF8.GetBytes($"entry behind {index}, {i}"));
        var entry = new JsonObject
        {
            ["logIndex"] = Text(index + Earlier),
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(Id) },
            ["kindVersion"] = new JsonObject { ["kind"] = kind, ["version"] = version },
        };
        if (!tiled)
        {
            entry["integratedTime"] = Text(time.ToUnixTimeSeconds());
            entry["inclusionPromise"] = new JsonObject { ["signedEntryTimestamp"] = Convert.ToBase64String(Promise(body, index + Earlier, time)) };
        }

        entry["inclusionProof"] = new JsonObject
        {
            ["logIndex"] = Text(index),
            ["rootHash"] = Convert.ToBase64String(tree.Root(tree.Size)),
            ["treeSize"] = Text(tree.Size),
            ["hashes"] = new JsonArray([.. tree.Proof(index, tree.Size).Select(hash => (JsonNode)Convert.ToBase64String(hash))]),
            ["checkpoint"] = new JsonObject { ["envelope"] = Checkpoint(tree.Size, tree.Root(tree.Size), witnesses) },
        };
        entry["canonicalizedBody"] = Convert.ToBase64String(body);
        return entry;
    }

    /// <summary>Rekor v1's signed entry timestamp.</summary>
    public byte[] Promise(byte[] body, long index, DateTimeOffset time) => key.Sign(Encoding.UTF8.GetBytes(
        $$"""{"body":"{{Convert.ToBase64String(body)}}","integratedTime":{{Text(time.ToUnixTimeSeconds())}},"logID":"{{Convert.ToHexStringLower(Id)}}","logIndex":{{Text(index)}}}"""));

    /// <summary>A checkpoint of a size and root, whatever the tree's are.</summary>
    public string Checkpoint(long size, byte[] root, params CheckpointWitness[] witnesses)
    {
        var text = $"{Host}{(tiled ? "" : " - 4242")}\n{Text(size)}\n{Convert.ToBase64String(root)}\n";
        var lines = new StringBuilder($"{text}\n— {Host} {Convert.ToBase64String([.. Id[..4], .. key.Sign(Encoding.UTF8.GetBytes(text))])}\n");
        foreach (var witness in witnesses) lines.Append(witness.Line(text));
        return lines.ToString();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Somebody who cosigns checkpoints.</summary>
public sealed class CheckpointWitness(string name, SigningKey key, DateTimeOffset time)
{
    private bool Timestamped => key.Ecdsa is null;

    /// <summary>The verifier key as signed notes write it.</summary>
    public string VerifierKey => $"{name}+{Convert.ToHexStringLower(Hint)}+{Convert.ToBase64String(Typed)}";

    private byte[] Typed => Timestamped ? [4, .. key.PublicKey[^32..]] : [2, .. key.PublicKey];

    private byte[] Hint => Timestamped
        ? SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', .. Typed])[..4] : SHA256.HashData(key.PublicKey)[..4];

    /// <summary>The signature line under a checkpoint's text.</summary>
    public string Line(string text)
    {
        if (!Timestamped) return $"— {name} {Convert.ToBase64String([.. Hint, .. key.Sign(Encoding.UTF8.GetBytes(text))])}\n";
        var seconds = time.ToUnixTimeSeconds();
        var stamp = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(stamp, seconds);
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n") + text);
        return $"— {name} {Convert.ToBase64String([.. Hint, .. stamp, .. key.Sign(signed)])}\n";
    }
}
