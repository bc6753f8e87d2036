using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.SalesforceSim.Tests;

public sealed class OAuthTests
{
    [Fact]
    public async Task A_good_assertion_is_answered_with_a_token_that_opens_the_org()
    {
        await using var org = await TestOrg.StartAsync();

        var response = await org.RequestTokenAsync(org.Assertion());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.JsonAsync();
        Assert.Equal(org.Sim.InstanceUrl, (string?)body["instance_url"]);
        Assert.Equal("Bearer", (string?)body["token_type"]);
        var token = (string)body["access_token"]!;
        Assert.True(org.Sim.IsTokenActive(token));
        var info = await org.SendAsync(HttpMethod.Get, "/services/oauth2/userinfo", token);
        Assert.Equal(TestOrg.Username, (string?)(await info.JsonAsync())["preferred_username"]);
        Assert.Null(Assert.Single(org.Sim.Org.TokenRequests).Refusal);
    }

    [Fact]
    public async Task The_connected_apps_key_may_be_a_certificate()
    {
        await using var org = await TestOrg.StartAsync();
        var request = new CertificateRequest("CN=app", org.Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        org.Sim.Org.AddConnectedApp(new SimConnectedApp(TestOrg.ClientId, certificate.ExportCertificatePem(), [TestOrg.Username]));

        var response = await org.RequestTokenAsync(org.Assertion());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("issuer", "invalid_client_id", "client identifier invalid")]
    [InlineData("audience", "invalid_grant", "audience is invalid")]
    [InlineData("expired", "invalid_grant", "expired authorization code")]
    [InlineData("far", "invalid_grant", "invalid assertion")]
    [InlineData("subject", "invalid_grant", "user hasn't approved this consumer")]
    [InlineData("key", "invalid_grant", "invalid assertion")]
    [InlineData("alg", "invalid_grant", "invalid assertion")]
    [InlineData("garbage", "invalid_grant", "invalid assertion")]
    public async Task A_wrong_assertion_is_refused_in_Salesforces_words(string what, string error, string description)
    {
        await using var org = await TestOrg.StartAsync();
        using var otherKey = RSA.Create(2048);
        var assertion = what switch
        {
            "issuer" => org.Assertion(issuer: "another app"),
            "audience" => org.Assertion(audience: "https://login.example.com"),
            "expired" => org.Assertion(life: TimeSpan.FromSeconds(-1)),
            "far" => org.Assertion(life: TimeSpan.FromMinutes(6)),
            "subject" => org.Assertion(subject: "somebody@example.com"),
            "key" => org.Assertion(key: otherKey),
            "alg" => org.Assertion(alg: "none"),
            _ => "not.a.jwt",
        };

        var response = await org.RequestTokenAsync(assertion);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var body = await response.JsonAsync();
        Assert.Equal((error, description), ((string?)body["error"], (string?)body["error_description"]));
        Assert.NotNull(Assert.Single(org.Sim.Org.TokenRequests).Refusal);
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing_and_cannot_be_revoked_again()
    {
        await using var org = await TestOrg.StartAsync();
        var token = await org.LoginAsync();

        var first = await org.PostFormAsync("/services/oauth2/revoke", ("token", token));
        var second = await org.PostFormAsync("/services/oauth2/revoke", ("token", token));

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal("invalid_token", (string?)(await second.JsonAsync())["error"]);
        Assert.False(org.Sim.IsTokenActive(token));
        var query = await org.SendAsync(HttpMethod.Get, "/services/data/v62.0/limits", token);
        Assert.Equal(HttpStatusCode.Unauthorized, query.StatusCode);
        Assert.Equal("INVALID_SESSION_ID", (string?)(await query.JsonAsync())[0]!["errorCode"]);
        var info = await org.SendAsync(HttpMethod.Get, "/services/oauth2/userinfo", token);
        Assert.Equal(HttpStatusCode.Forbidden, info.StatusCode);
        Assert.Equal("Bad_OAuth_Token", await info.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_token_ends_with_its_session()
    {
        await using var org = await TestOrg.StartAsync(o => o with { SessionLifetime = TimeSpan.FromMinutes(15) });
        var token = await org.LoginAsync();

        org.Time.Advance(TimeSpan.FromMinutes(15));

        Assert.False(org.Sim.IsTokenActive(token));
    }

    [Fact]
    public async Task An_app_learns_by_introspection_about_its_own_tokens_only()
    {
        await using var org = await TestOrg.StartAsync();
        org.Sim.Org.AddConnectedApp(new SimConnectedApp("another", org.Key.ExportSubjectPublicKeyInfoPem(), []));
        var token = await org.LoginAsync();

        var own = await org.PostFormAsync("/services/oauth2/introspect", ("token", token), ("client_id", TestOrg.ClientId));
        var others = await org.PostFormAsync("/services/oauth2/introspect", ("token", token), ("client_id", "another"));

        Assert.True((bool)(await own.JsonAsync())["active"]!);
        Assert.False((bool)(await others.JsonAsync())["active"]!);
    }

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_was_told_to()
    {
        await using var org = await TestOrg.StartAsync();
        org.Sim.Faults.Add(new SimFault("/services/oauth2/token") { Status = 503, Body = "<html>busy</html>", Times = 2 });

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
            statuses.Add((await org.RequestTokenAsync(org.Assertion())).StatusCode);

        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK], statuses);
        Assert.True(org.Sim.Faults.AllUsedUp);
    }
}
