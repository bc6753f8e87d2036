using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Tests;

public sealed class RecordTests
{
    [Fact]
    public async Task An_assignment_ends_by_itself_on_its_expiration_date()
    {
        await using var org = await TestOrg.StartAsync();
        var token = await WithPermissionSetAsync(org);

        var created = await AssignAsync(org, token, org.Time.GetUtcNow().AddMinutes(30));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("Revenue_Operations", Assert.Single(org.Sim.Org.PermissionSetAssignments).PermissionSet);
        org.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Empty(org.Sim.Org.PermissionSetAssignments);
    }

    [Fact]
    public async Task A_set_that_manages_users_cannot_be_given_for_a_time()
    {
        await using var org = await TestOrg.StartAsync();
        var token = await WithPermissionSetAsync(org, "<userPermissions><enabled>true</enabled><name>ManageUsers</name></userPermissions>");

        Assert.Equal(HttpStatusCode.BadRequest, (await AssignAsync(org, token, org.Time.GetUtcNow().AddMinutes(30))).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await AssignAsync(org, token, null)).StatusCode);
    }

    [Theory]
    [InlineData("SELECT Id FROM User WHERE Username LIKE 'deployer@%' AND IsActive = true", 1)]
    [InlineData("SELECT Id FROM User WHERE Username != 'deployer@finance.example.com'", 0)]
    [InlineData("select Name from PermissionSet where Name in ('Revenue_Operations', 'Other') order by Name desc limit 5", 1)]
    [InlineData("SELECT count() FROM CustomField", 9)]
    [InlineData("SELECT Id FROM ApexClass WHERE NamespacePrefix = null", 2)]
    public async Task A_query_finds_what_is_there(string soql, int expected)
    {
        await using var org = await TestOrg.StartAsync();
        var token = await WithPermissionSetAsync(org);

        Assert.Equal(expected, (int)(await QueryAsync(org, token, soql))["totalSize"]!);
    }

    [Theory]
    [InlineData("SELECT Id FROM Gone__c", "INVALID_TYPE")]
    [InlineData("SELECT Gone__c FROM User", "INVALID_FIELD")]
    [InlineData("SELECT Id FROM User WHERE Id = 'a' OR Id = 'b'", "MALFORMED_QUERY")]
    [InlineData("DELETE FROM User", "MALFORMED_QUERY")]
    public async Task A_query_beyond_the_org_is_refused_and_never_answered_wrongly(string soql, string code)
    {
        await using var org = await TestOrg.StartAsync();
        var token = await org.LoginAsync();

        Assert.Equal(code, (string?)(await QueryAsync(org, token, soql))[0]!["errorCode"]);
    }

    private static async Task<JsonNode> QueryAsync(TestOrg org, string token, string soql) =>
        await (await org.SendAsync(HttpMethod.Get, "/services/data/v62.0/query?q=" + Uri.EscapeDataString(soql), token)).JsonAsync();

    private static async Task<string> WithPermissionSetAsync(TestOrg org, string more = "")
    {
        var deployer = await Deployer.LoginAsync(org);
        await deployer.DeployAsync(SamplePackage.RevenueWith("permissionsets/Revenue_Operations.permissionset", "</PermissionSet>", more + "</PermissionSet>"));
        org.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEmpty(org.Sim.Org.Components);
        return await org.LoginAsync();
    }

    private static async Task<HttpResponseMessage> AssignAsync(TestOrg org, string token, DateTimeOffset? expires)
    {
        var user = (await QueryAsync(org, token, "SELECT Id FROM User"))["records"]![0]!["Id"]!;
        var set = (await QueryAsync(org, token, "SELECT Id FROM PermissionSet"))["records"]![0]!["Id"]!;
        var body = new JsonObject { ["AssigneeId"] = user.DeepClone(), ["PermissionSetId"] = set.DeepClone() };
        if (expires is { } at)
            body["ExpirationDate"] = at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await org.SendAsync(HttpMethod.Post, "/services/data/v62.0/sobjects/PermissionSetAssignment", token, content);
    }
}
