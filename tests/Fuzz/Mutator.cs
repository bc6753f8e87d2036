using System.Text;

namespace SegmentOperator.Fuzz;

/// <summary>Changes good input a little or a lot. The same seed makes the same inputs.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int Longest = 1 << 20;

    private static readonly byte[][] Tokens = [.. new[]
    {
        "\"", "{", "}", "[", "]", ":", ",", "null", "true", "-1", "0", "1e999", "9223372036854775807", "9223372036854775808", "\\u0000", "\\ud800",
        "=", "==", "A===", "\n\n", "\n", "— ", "—", "\0", "-----BEGIN PUBLIC KEY-----", "-----END CERTIFICATE-----", "*", "%", "sha256:", "/", "..", "@", "+",
    }.Select(Encoding.UTF8.GetBytes), [0x30, 0x80], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x82, 0xFF, 0xFF], [0x00, 0x00], [0xFF], [0x7F, 0xFF, 0xFF, 0xFF]];

    public byte[] Next()
    {
        var input = Seed().ToList();
        var changes = 1 << random.Next(0, 5);
        for (var i = 0; i < changes && input.Count < Longest; i++) Change(input);
        return [.. input];
    }

    private byte[] Seed() => seeds[random.Next(seeds.Count)];

    private void Change(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        switch (random.Next(10))
        {
            case 0 or 1 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 3:
                input.InsertRange(at, Tokens[random.Next(Tokens.Length)]);
                break;
            case 4:
                input.RemoveRange(at, Math.Min(random.Next(64), input.Count - at));
                break;
            case 5:
                Repeat(input, at);
                break;
            case 6:
                Splice(input, at);
                break;
            case 7 when random.Next(8) == 0:
                input.RemoveRange(at, input.Count - at);
                break;
            case 8 when at < input.Count:
                // A length, in DER and elsewhere, is often off by one where it hurts.
                input[at] = (byte)(input[at] + (random.Next(2) == 0 ? 1 : -1));
                break;
            default:
                input.Insert(at, (byte)random.Next(256));
                break;
        }
    }

    private void Repeat(List<byte> input, int at)
    {
        var piece = input.GetRange(at, Math.Min(1 + random.Next(32), input.Count - at));
        var times = 1 << random.Next(0, 10);
        for (var i = 0; i < times && input.Count + piece.Count < Longest; i++) input.InsertRange(at, piece);
    }

    private void Splice(List<byte> input, int at)
    {
        var other = Seed();
        var from = random.Next(other.Length + 1);
        input.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(256), other.Length - from)).ToArray());
    }
}
