using System.Globalization;
using System.Net;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;

namespace SegmentOperator.Manager.Identity;

/// <summary>
/// Compares what a segment demands of a session with what the API server knows of it. Pure. What is demanded and absent is not fulfilled:
/// whoever demands it wants to see it.
/// </summary>
internal static class SessionClaims
{
    private static readonly string[] ManyFactors = ["mfa", "otp", "hwk", "swk", "sms", "fpt", "face", "iris", "vbm", "sc", "pop"];
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <param name="segment">The segment.</param>
    /// <param name="identity">Whose session.</param>
    /// <param name="keys">Where claims are found.</param>
    /// <param name="at">When the API server took what the identity made: the session is judged as it was then.</param>
    /// <returns>What the session lacks; null when it has everything.</returns>
    public static SegmentProblem? Missing(Segment segment, UserIdentity identity, ClaimKeys keys, DateTimeOffset at)
    {
        var demands = segment.Spec.Authentication ?? new();
        var strict = SegmentFacts.Of(segment).Posture == Posture.Strict;
        if ((demands.RequireMfa || (strict && keys.KnowsFactors)) && !HasManyFactors(identity, keys))
            return new("FactorMissing", Demand(segment, $"more than one factor ({keys.Of(ClaimKeys.Mfa)} or {keys.Of(ClaimKeys.Amr)})"));
        if (Durations.TryParse(demands.MaxAuthAge, out var oldest) && !IsFresh(Values(identity, keys, ClaimKeys.AuthTime), oldest, at))
            return new("AuthenticationTooOld", Demand(segment, $"a login no longer than {demands.MaxAuthAge} before ({keys.Of(ClaimKeys.AuthTime)})"));
        if (demands.SourceRanges.Count > 0 && !Values(identity, keys, ClaimKeys.SourceAddress).Any(address => IsWithin(address, demands.SourceRanges)))
            return new("SourceNotAllowed", Demand(segment, $"an address within {string.Join(", ", demands.SourceRanges)} ({keys.Of(ClaimKeys.SourceAddress)})"));
        if (demands.RequireManagedDevice && !Values(identity, keys, ClaimKeys.Device).Any(value => value is "true" or "managed" or "compliant"))
            return new("DeviceNotManaged", Demand(segment, $"a managed device ({keys.Of(ClaimKeys.Device)})"));
        foreach (var claim in demands.Claims)
        {
            if (!Values(identity, keys, claim.Name).Any(value => claim.AnyOf.Contains(value, StringComparer.Ordinal)))
                return new("ClaimMissing", Demand(segment, $"the claim {claim.Name} to be {string.Join(" or ", claim.AnyOf)} ({keys.Of(claim.Name)})"));
        }

        return null;
    }

    private static string Demand(Segment segment, string what) =>
        $"The segment {segment.Metadata.Name} demands {what}, and the session does not show it. Sign in accordingly and ask again; kubectl auth whoami shows what the API server knows of a session.";

    private static bool HasManyFactors(UserIdentity identity, ClaimKeys keys) =>
        Values(identity, keys, ClaimKeys.Mfa).Contains("true", StringComparer.Ordinal)
        || Values(identity, keys, ClaimKeys.Amr).SelectMany(value => value.Split(' ', ',')).Intersect(ManyFactors, StringComparer.Ordinal).Any();

    private static bool IsFresh(IReadOnlyList<string> values, TimeSpan oldest, DateTimeOffset at) =>
        values is [var value] && TryTime(value, out var time) && time <= at + Skew && at - time <= oldest;

    private static bool TryTime(string text, out DateTimeOffset time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800)
        {
            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool IsWithin(string address, IReadOnlyList<string> ranges) =>
        IPAddress.TryParse(address, out var ip) && ranges.Any(range => IPNetwork.TryParse(range, out var network) && network.Contains(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip));

    private static IReadOnlyList<string> Values(UserIdentity identity, ClaimKeys keys, string claim) =>
        identity.Claims?.GetValueOrDefault(keys.Of(claim)) ?? [];
}
