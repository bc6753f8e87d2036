using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Governance;

public sealed class SecretReadersTests
{
    [Theory]
    [InlineData("", "secrets", "get", true)]
    [InlineData("", "secrets", "list", true)]
    [InlineData("", "secrets", "watch", true)]
    [InlineData("*", "secrets", "*", true)]
    [InlineData("", "*", "get", true)]
    [InlineData("*", "*", "*", true)]
    [InlineData("", "secrets", "create", false)]
    [InlineData("", "secrets", "update", false)]
    [InlineData("", "secrets", "patch", true)]
    [InlineData("", "secrets", "delete", true)]
    [InlineData("", "secrets", "deletecollection", true)]
    [InlineData("", "configmaps", "get", false)]
    [InlineData("apps", "*", "*", false)]
    [InlineData("example.com", "secrets", "get", false)]
    public void A_rule_reads_Secrets_where_the_API_server_would_let_it(string group, string resource, string verb, bool reads) =>
        Assert.Equal(reads, SecretReaders.ReadsSecrets([new() { ApiGroups = ["batch", group], Resources = ["pods", resource], Verbs = ["create", verb] }]));

    [Fact]
    public void A_named_Secret_is_a_Secret_and_no_rules_read_nothing()
    {
        Assert.True(SecretReaders.ReadsSecrets([new() { ApiGroups = [""], Resources = ["secrets"], Verbs = ["get"], ResourceNames = ["run-1"] }]));
        Assert.False(SecretReaders.ReadsSecrets(null));
        Assert.False(SecretReaders.ReadsSecrets([new() { NonResourceURLs = ["/metrics"], Verbs = ["get"] }]));
    }
}
