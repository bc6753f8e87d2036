using SegmentOperator.DevCluster.Tests.Http;

namespace SegmentOperator.DevCluster.Tests.Admission;

/// <summary>Expressions over objects whose types are not known must still say what they evaluate to, as kube-apiserver demands.</summary>
public sealed class UnknownTypeTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("""{"expression":"object.data.x"}""", "must evaluate to bool but got dyn")]
    [InlineData("""{"expression":"true","messageExpression":"object.data.x"}""", "must evaluate to string but got dyn")]
    [InlineData("""{"expression":"true","reason":"Unauthorized"}""", "supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\"")]
    [InlineData("""{"expression":"object.data.x == 'a'"}""", null)]
    public async Task A_validation_says_what_it_evaluates_to(string validation, string? refusal)
    {
        var (code, answer) = await _cluster.SendAsync("POST", "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", $$$"""
            {"metadata":{"name":"p"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],
             "resources":["configmaps"]}]},"validations":[{{{validation}}}]}}
            """);
        Assert.Equal(refusal is null ? 201 : 422, code);
        if (refusal is not null)
            Assert.Contains(refusal, answer["message"]!.GetValue<string>());
    }
}
