using System.Text;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Tests.RunContract;

/// <summary>
/// A source-generated serializer sets init-only properties that are absent in the JSON to their type's default, not to their
/// initializer; a property with a default therefore has a setter.
/// </summary>
public sealed class DefaultsTests
{
    [Fact]
    public void A_request_that_leaves_fields_out_gets_the_contracts_defaults()
    {
        var request = RunRequest.Parse(Encoding.UTF8.GetBytes("""
            {"requestUid":"u","operation":"Deploy","artifact":{"repository":"r","digest":"d"},"deadline":"2026-01-01T00:00:00Z",
             "limits":{"maxEntries":7},"target":{"salesforce":{"instanceUrl":"https://x"}}}
            """));

        Assert.Equal(RunRequest.CurrentVersion, request.Version);
        Assert.Equal(7, request.Limits.MaxEntries);
        Assert.Equal(new RunLimits().MaxFileBytes, request.Limits.MaxFileBytes);
        Assert.Equal("62.0", request.Target.Salesforce!.ApiVersion);
        Assert.Empty(request.Target.Salesforce.RunTests);
    }

    [Fact]
    public void A_result_without_failures_has_none()
    {
        Assert.True(RunResult.TryParse("""{"reason":"Succeeded","message":"m","targetState":"Changed"}""", out var result));

        Assert.Empty(result!.Failures);
        Assert.NotNull(result.Timings);
    }
}
