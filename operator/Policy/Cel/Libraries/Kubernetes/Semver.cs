using System.Buffers;
using System.Globalization;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>A version by Semantic Versioning 2.0. Build metadata does not take part in comparisons.</summary>
internal sealed class Semver(ulong major, ulong minor, ulong patch, string[] prerelease) : CelOpaque, IComparable<Semver>, IEquatable<Semver>
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");

    public static CelType CelType { get; } = CelType.Opaque("kubernetes.Semver");

    public override CelType Type => CelType;

    public ulong Major => major;

    public ulong Minor => minor;

    public ulong Patch => patch;

    private string[] Prerelease => prerelease;

    /// <summary>Null with the problem where the text is no version. Normalizing drops a leading v and zeros, and adds what is missing.</summary>
    public static Semver? TryParse(string text, bool normalize, out string problem)
    {
        problem = "Version string empty";
        if (normalize && (text = Normalized(text)).Length == 0)
            problem = "Short version cannot contain PreRelease/Build meta data";
        if (text.Length == 0)
            return null;
        problem = "No Major.Minor.Patch elements found";
        var parts = text.Split('.', 3);
        if (parts.Length != 3)
            return null;
        var patch = parts[2];
        var build = Cut(ref patch, '+');
        var prerelease = Cut(ref patch, '-');
        problem = $"Invalid character(s) or leading zeroes found in version \"{text}\"";
        if (Number(parts[0]) is not { } major || Number(parts[1]) is not { } minor || Number(patch) is not { } patchNumber)
            return null;
        if (!AreIdentifiers(build, leadingZeros: true) || !AreIdentifiers(prerelease, leadingZeros: false))
            return null;
        return new Semver(major, minor, patchNumber, prerelease?.Split('.') ?? []);
    }

    public int CompareTo(Semver? other)
    {
        if (other is null)
            return 1;
        var order = (major, minor, patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0)
            return Math.Sign(order);
        var theirs = other.Prerelease;
        if (prerelease.Length == 0 || theirs.Length == 0)
            return Math.Sign(theirs.Length.CompareTo(prerelease.Length));
        for (var i = 0; i < Math.Min(prerelease.Length, theirs.Length); i++)
        {
            if (CompareIdentifiers(prerelease[i], theirs[i]) is var sign and not 0)
                return sign;
        }

        return Math.Sign(prerelease.Length.CompareTo(theirs.Length));
    }

    public bool Equals(Semver? other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as Semver);

    public override int GetHashCode() => HashCode.Combine(major, minor, patch);

    public override string ToString() => $"{major}.{minor}.{patch}{(prerelease.Length > 0 ? "-" : "")}{string.Join('.', prerelease)}";

    private static string? Cut(ref string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        if (index < 0)
            return null;
        var rest = text[(index + 1)..];
        text = text[..index];
        return rest;
    }

    private static ulong? Number(string text) =>
        (text.Length == 1 || !text.StartsWith('0')) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static bool IsNumeric(string text) => !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool AreIdentifiers(string? text, bool leadingZeros) => text is null || text.Split('.').All(i =>
        i.Length > 0 && !i.AsSpan().ContainsAnyExcept(Allowed) && (leadingZeros || i.Length == 1 || i[0] != '0' || !IsNumeric(i)));

    private static int CompareIdentifiers(string a, string b)
    {
        if (!IsNumeric(a) || !IsNumeric(b))
            return IsNumeric(a) ? -1 : IsNumeric(b) ? 1 : Math.Sign(string.CompareOrdinal(a, b));
        return a.Length != b.Length ? Math.Sign(a.Length.CompareTo(b.Length)) : Math.Sign(string.CompareOrdinal(a, b));
    }

    /// <summary>Empty where a short version carries more than numbers.</summary>
    private static string Normalized(string text)
    {
        List<string> parts = [.. (text.StartsWith('v') ? text[1..] : text).Split('.', 3)];
        for (var i = 0; i < parts.Count; i++)
        {
            var trimmed = parts[i].TrimStart('0');
            if (parts[i].Length > 1)
                parts[i] = trimmed.Length == 0 || !char.IsAsciiDigit(trimmed[0]) ? "0" + trimmed : trimmed;
        }

        if (parts.Count < 3 && parts[^1].AsSpan().ContainsAny('+', '-'))
            return "";
        while (parts.Count < 3)
            parts.Add("0");
        return string.Join('.', parts);
    }
}
