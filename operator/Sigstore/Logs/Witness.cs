using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>Somebody who cosigns a log's checkpoints, so that the log cannot show different trees to different people.</summary>
public sealed class Witness
{
    private const byte Ed25519 = 1;
    private const byte Ecdsa = 2;
    private const byte TimestampedEd25519 = 4;
    private const int TimeLength = sizeof(ulong);
    private static readonly byte[] Ed25519Prefix = Convert.FromHexString("302a300506032b6570032100");

    private readonly byte kind;
    private readonly byte[] keyHint;
    private readonly PublicKey publicKey;

    private Witness(string name, byte kind, byte[] hint, PublicKey key) => (Name, this.kind, keyHint, publicKey) = (name, kind, hint, key);

    /// <summary>The witness' name, as its signature lines bear it.</summary>
    public string Name { get; }

    internal string Canonical => $"{kind} {publicKey.Fingerprint}";

    /// <summary>
    /// Reads a verifier key as signed notes write it: <c>name+hint+base64</c>, of Ed25519 (type 1), ECDSA with SHA-256 (type 2, a
    /// SubjectPublicKeyInfo) or Ed25519 with timestamps (type 4, C2SP's tlog-cosignature).
    /// </summary>
    /// <exception cref="PolicyException">It is none; the message says why.</exception>
    public static Witness Parse(string verifierKey)
    {
        // The base64 may hold a plus itself.
        var parts = verifierKey.Split('+', 3);
        if (parts.Length != 3 || parts[0].Length == 0 || parts[0].Any(char.IsWhiteSpace))
            throw Unusable(verifierKey, "it is not name+hint+base64");
        if (!Base64.TryDecode(Encoding.UTF8.GetBytes(parts[2]), out var bytes) || bytes.Length < 2) throw Unusable(verifierKey, "its key is not base64");
        try
        {
            var key = bytes[0] switch
            {
                Ed25519 or TimestampedEd25519 => PublicKey.FromDer(new ReadOnlyMemory<byte>([.. Ed25519Prefix, .. bytes[1..]])),
                Ecdsa => PublicKey.FromDer(bytes.AsMemory(1)),
                var other => throw Unusable(verifierKey, $"its type {other} is not supported"),
            };
            var hint = bytes[0] == Ecdsa
                ? SHA256.HashData(bytes.AsSpan(1))[..Checkpoint.HintLength]
                : SHA256.HashData([.. Encoding.UTF8.GetBytes(parts[0]), (byte)'\n', .. bytes])[..Checkpoint.HintLength];
            return string.Equals(Convert.ToHexStringLower(hint), parts[1], StringComparison.OrdinalIgnoreCase)
                ? new Witness(parts[0], bytes[0], hint, key) : throw Unusable(verifierKey, "its hint does not belong to its key");
        }
        catch (MalformedException e)
        {
            throw Unusable(verifierKey, e.Message, e);
        }
    }

    internal static int Count(Checkpoint checkpoint, IReadOnlyList<Witness> witnesses) =>
        witnesses.DistinctBy(w => w.Canonical, StringComparer.Ordinal).Count(witness => witness.Signed(checkpoint));

    internal bool Signed(Checkpoint checkpoint)
    {
        foreach (var line in checkpoint.Signatures)
        {
            if (line.Name == Name && line.Hint.SequenceEqual(keyHint) && Verify(checkpoint, line.Signature)) return true;
        }

        return false;
    }

    private bool Verify(Checkpoint checkpoint, ReadOnlySpan<byte> signature)
    {
        if (kind != TimestampedEd25519) return publicKey.Verify(checkpoint.Signed, signature, SignatureScheme.Sha256);
        if (signature.Length <= TimeLength) return false;
        var time = BinaryPrimitives.ReadUInt64BigEndian(signature);
        var head = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n");
        return publicKey.Verify([.. Encoding.UTF8.GetBytes(head), .. checkpoint.Signed], signature[TimeLength..], default);
    }

    private static PolicyException Unusable(string key, string why, Exception? inner = null) =>
        new($"the witness key '{Shown.Short(key)}' cannot be used: {why}", null, inner);
}
