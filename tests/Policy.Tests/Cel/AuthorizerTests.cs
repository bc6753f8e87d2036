using Moq;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

public sealed class AuthorizerTests
{
    private readonly List<CelAuthorizationQuery> _queries = [];

    [Fact]
    public void A_resource_check_asks_for_everything_that_was_said()
    {
        Assert.Equal(CelValue.True, Run(
            "authorizer.group('apps').resource('deployments').subresource('scale').namespace('ns').name('n')"
            + ".fieldSelector('a=b').labelSelector('c=d').check('update').allowed()"));
        Assert.Equal(
            new CelAuthorizationQuery("update")
            {
                Group = "apps",
                Resource = "deployments",
                Subresource = "scale",
                Namespace = "ns",
                Name = "n",
                FieldSelector = "a=b",
                LabelSelector = "c=d",
            },
            Assert.Single(_queries));
    }

    [Fact]
    public void A_path_a_service_account_and_the_requests_own_resource_can_be_asked_about()
    {
        Assert.Equal(CelValue.Of("because"), Run("authorizer.path('/healthz').check('get').reason()"));
        Assert.Equal(CelValue.True, Run("authorizer.serviceAccount('ns', 'sa').group('').resource('pods').check('get').allowed()"));
        Assert.Equal(CelValue.True, Run("authorizer.requestResource.check('custom').allowed()"));
        Assert.Equal(["/healthz", null, null], _queries.Select(q => q.Path));
        Assert.Equal(("ns", "sa"), _queries[1].ServiceAccount);
        Assert.Equal("segments", _queries[2].Resource);
    }

    [Fact]
    public void What_could_not_be_checked_is_neither_allowed_nor_silent()
    {
        Assert.Equal(CelValue.False, Run("authorizer.path('/broken').check('get').allowed()"));
        Assert.Equal(CelValue.True, Run("authorizer.path('/broken').check('get').errored()"));
        Assert.Equal(CelValue.Of("no connection"), Run("authorizer.path('/broken').check('get').error()"));
    }

    [Theory]
    [InlineData("authorizer.path(' ').check('get').allowed()", "path must not be empty")]
    [InlineData("authorizer.group('').resource('').check('get').allowed()", "resource must not be empty")]
    [InlineData("authorizer.serviceAccount('ns', 'Not Valid').path('/').check('get').allowed()", "Invalid service account name")]
    [InlineData("authorizer.serviceAccount('n.s', 'sa').path('/').check('get').allowed()", "Invalid service account namespace")]
    public void Checks_that_make_no_sense_are_errors(string expression, string message) => Assert.Equal(message, Run(expression).ErrorMessage);

    private CelValue Run(string expression)
    {
        var authorizer = new Mock<ICelAuthorizer>();
        authorizer.Setup(a => a.Authorize(It.IsAny<CelAuthorizationQuery>()))
            .Callback<CelAuthorizationQuery>(_queries.Add)
            .Returns<CelAuthorizationQuery>(q => q.Path == "/broken"
                ? new CelAuthorizationAnswer(false, Error: "no connection")
                : new CelAuthorizationAnswer(true, "because"));
        var environment = CelEnvironment.Kubernetes
            .WithVariable("authorizer", CelAuthorizer.Type)
            .WithVariable("authorizer.requestResource", CelAuthorizer.ResourceCheckType);
        return environment.Compile(expression).Evaluate(new Dictionary<string, CelValue>
        {
            ["authorizer"] = CelAuthorizer.Value(authorizer.Object),
            ["authorizer.requestResource"] = CelAuthorizer.RequestResource(authorizer.Object, new CelAuthorizationQuery("") { Resource = "segments" }),
        });
    }
}
