using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Security.Reviews;
using SegmentOperator.DevCluster.Security.Tokens;

namespace SegmentOperator.DevCluster.Tests.Security;

public sealed class TokenTests : IDisposable
{
    private readonly FakeCluster _cluster = new();
    private readonly TokenIssuer _issuer;
    private readonly TokenVerifier _verifier;

    public TokenTests()
    {
        _issuer = new TokenIssuer(_cluster.Context);
        _verifier = new TokenVerifier(_cluster.Context, _issuer);
        _cluster.Add("/serviceaccounts", """{"metadata": {"name": "robot", "namespace": "ns", "uid": "sa-1"}}""");
        _cluster.Add("/pods", """{"metadata": {"name": "p", "namespace": "ns", "uid": "pod-1"}, "spec": {"serviceAccountName": "robot"}}""");
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_token_proves_the_service_account_it_was_made_for()
    {
        var user = _verifier.Verify(Request("{}"), []).User!;
        Assert.Equal("system:serviceaccount:ns:robot", user.Username);
        Assert.Equal("sa-1", user.Uid);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"], user.Groups);
        Assert.StartsWith("JTI=", user.Extra["authentication.kubernetes.io/credential-id"][0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_bound_to_a_pod_dies_with_it()
    {
        var token = Request("""{"boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": "p"}}""");
        Assert.Equal(["pod-1"], _verifier.Verify(token, []).User!.Extra["authentication.kubernetes.io/pod-uid"]);
        _cluster.Remove("/pods", "ns", "p");
        Assert.Equal("service account token has been invalidated", _verifier.Verify(token, []).Error);
    }

    [Fact]
    public void A_token_dies_with_its_service_account_even_if_another_takes_the_name()
    {
        var token = Request("{}");
        _cluster.Add("/serviceaccounts", """{"metadata": {"name": "robot", "namespace": "ns", "uid": "sa-2"}}""");
        Assert.Equal("service account UID (sa-2) does not match claim (sa-1)", _verifier.Verify(token, []).Error);
        _cluster.Remove("/serviceaccounts", "ns", "robot");
        Assert.Equal("serviceaccounts \"robot\" not found", _verifier.Verify(token, []).Error);
    }

    [Fact]
    public void A_token_for_another_audience_is_no_token_for_this_API()
    {
        var token = Request("""{"audiences": ["vault", "other"]}""");
        Assert.Equal("token audiences [\"vault\" \"other\"] is invalid for the target audiences [\"https://127.0.0.1:1234\"]", _verifier.Verify(token, []).Error);
        Assert.Equal(["vault"], _verifier.Verify(token, ["vault", "third"]).Audiences);
    }

    [Fact]
    public void A_changed_token_proves_nothing()
    {
        var parts = Request("{}").Split('.');
        var forged = $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}";
        Assert.Null(_verifier.Verify(forged, []).User);
        Assert.Null(_verifier.Verify("eyJhbGciOiJub25lIn0." + parts[1] + ".", []).User);
        Assert.Null(_verifier.Verify("nonsense", []).User);
    }

    [Fact]
    public void A_projected_token_lives_for_a_year_and_warns_after_its_hour()
    {
        var token = Request("""{"expirationSeconds": 3607, "boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "pod-1"}}""");
        var claims = JsonNode.Parse(Convert.FromBase64String(Pad(token.Split('.')[1])))!;
        var issued = claims["iat"]!.GetValue<long>();
        Assert.Equal(issued + 31_536_000, claims["exp"]!.GetValue<long>());
        Assert.Equal(issued + 3607, claims["kubernetes.io"]!["warnafter"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("""{"expirationSeconds": 599}""", 422, "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes")]
    [InlineData("""{"boundObjectRef": {"apiVersion": "v1", "kind": "ConfigMap", "name": "x"}}""", 400, "cannot bind token to object of type /v1, Kind=ConfigMap")]
    [InlineData("""{"boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": "p", "uid": "wrong"}}""", 409, "Operation cannot be fulfilled on Pod \"p\": the UID in the bound object reference (wrong) does not match the UID in record. The object might have been deleted and then recreated")]
    public void What_cannot_be_bound_is_refused(string spec, int code, string message)
    {
        var refusal = Assert.Throws<ApiException>(() => Request(spec));
        Assert.Equal(code, refusal.Code);
        Assert.Equal(message, refusal.Message);
    }

    [Fact]
    public void A_user_of_the_token_file_is_known_by_the_token()
    {
        var authenticator = new Authenticator(_cluster.Context, _verifier);
        Assert.Equal("alice", authenticator.Authenticate(null, "Bearer secret")!.Username);
        Assert.Null(authenticator.Authenticate(null, "Bearer wrong"));
        Assert.Equal("system:anonymous", authenticator.Authenticate(null, "Basic YTpi")!.Username);
    }

    [Fact]
    public void A_client_certificate_of_the_cluster_names_user_and_groups()
    {
        var (certificate, key) = _cluster.Certificates.IssueClient("jane", ["a", "b"]);
        using var client = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(certificate, key);
        var user = new Authenticator(_cluster.Context, _verifier).Authenticate(client, null)!;
        Assert.Equal("jane", user.Username);
        Assert.Equal(["a", "b", "system:authenticated"], user.Groups);
    }

    [Fact]
    public void A_client_certificate_of_somebody_else_is_refused()
    {
        using var stranger = new Certificates(TimeProvider.System.GetUtcNow());
        var (certificate, key) = stranger.IssueClient("jane", [UserInfo.Masters]);
        using var client = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(certificate, key);
        Assert.Null(new Authenticator(_cluster.Context, _verifier).Authenticate(client, null));
    }

    private string Request(string spec)
    {
        var resource = TestResource.Of("authentication.k8s.io", "tokenrequests", "TokenRequest");
        var answer = new TokenRequest(_cluster.Context, _issuer).Create(resource, FakeCluster.User("admin"), "ns", "robot", new JsonObject { ["spec"] = JsonNode.Parse(spec) });
        return answer["status"]!["token"]!.GetValue<string>();
    }

    private static string Pad(string part) => part.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (part.Length % 4)) % 4);
}
