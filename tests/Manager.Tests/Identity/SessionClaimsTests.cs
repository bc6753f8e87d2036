using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Identity;

public sealed class SessionClaimsTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_not_demanded_is_not_missed() => Assert.Null(Missing(new(), new()));

    [Theory]
    [InlineData("amr", "pwd otp", null)]
    [InlineData("amr", "mfa", null)]
    [InlineData("mfa", "true", null)]
    [InlineData("amr", "pwd", "FactorMissing")]
    [InlineData("mfa", "false", "FactorMissing")]
    [InlineData("acr", "mfa", "FactorMissing")]
    public void More_than_one_factor_is_read_from_mfa_or_amr(string claim, string value, string? missing) =>
        Assert.Equal(missing, Missing(new() { RequireMfa = true }, new() { [$"segment-operator.dev/{claim}"] = [value] }));

    [Theory]
    [InlineData(0, null)]
    [InlineData(-15 * 60, null)]
    [InlineData((-15 * 60) - 1, "AuthenticationTooOld")]
    [InlineData(30, null)]
    [InlineData(61, "AuthenticationTooOld")]
    public void A_login_counts_for_the_time_that_the_segment_allows_and_not_before_it_happened(int seconds, string? missing) =>
        Assert.Equal(missing, Missing(new() { MaxAuthAge = "15m" }, new() { ["segment-operator.dev/auth_time"] = [$"{Now.AddSeconds(seconds).ToUnixTimeSeconds()}"] }));

    [Theory]
    [InlineData("203.0.113.7", null)]
    [InlineData("::ffff:203.0.113.7", null)]
    [InlineData("203.0.114.1", "SourceNotAllowed")]
    [InlineData("nowhere", "SourceNotAllowed")]
    public void A_session_comes_from_where_the_segment_allows(string address, string? missing) =>
        Assert.Equal(missing, Missing(new() { SourceRanges = ["203.0.113.0/24"] }, new() { ["segment-operator.dev/source"] = [address] }));

    [Theory]
    [InlineData("requireMfa")]
    [InlineData("maxAuthAge")]
    [InlineData("sourceRanges")]
    [InlineData("device")]
    [InlineData("claims")]
    public void What_is_demanded_and_absent_is_missing(string demand)
    {
        AuthenticationSpec demands = demand switch
        {
            "requireMfa" => new() { RequireMfa = true },
            "maxAuthAge" => new() { MaxAuthAge = "1h" },
            "sourceRanges" => new() { SourceRanges = ["0.0.0.0/0"] },
            "device" => new() { RequireManagedDevice = true },
            _ => new() { Claims = [new() { Name = "department", AnyOf = ["finance"] }] },
        };
        Assert.NotNull(Missing(demands, []));
    }

    [Fact]
    public void A_claim_is_looked_for_under_its_configured_key()
    {
        var keys = new ClaimKeys(new Dictionary<string, string> { ["acr"] = "idp.example.com/acr" });
        AuthenticationSpec demands = new() { Claims = [new() { Name = "acr", AnyOf = ["gold", "silver"] }] };
        Assert.Null(Missing(demands, new() { ["idp.example.com/acr"] = ["silver"] }, keys));
        Assert.Equal("ClaimMissing", Missing(demands, new() { ["segment-operator.dev/acr"] = ["silver"] }, keys));
    }

    [Fact]
    public void A_Strict_segment_demands_factors_by_itself_where_the_operator_knows_their_claim()
    {
        var keys = new ClaimKeys(new Dictionary<string, string> { ["amr"] = "idp.example.com/amr" });
        Assert.Equal("FactorMissing", Missing(new(), [], keys, Posture.Strict));
        Assert.Null(Missing(new(), [], keys, Posture.Standard));
        Assert.Null(Missing(new(), [], ClaimKeys.None, Posture.Strict));
    }

    private static string? Missing(AuthenticationSpec demands, Dictionary<string, IReadOnlyList<string>> claims, ClaimKeys? keys = null, Posture posture = Posture.Standard)
    {
        var segment = new Segment { Metadata = new() { Name = "finance" }, Spec = new() { Posture = posture, Authentication = demands } };
        return SessionClaims.Missing(segment, new() { Username = "alice", Claims = claims }, keys ?? ClaimKeys.None, Now)?.Reason;
    }
}
