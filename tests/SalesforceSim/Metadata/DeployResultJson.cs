using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>deployResult, as REST writes it; SOAP writes the same members as elements.</summary>
internal static class DeployResultJson
{
    public static JsonObject Write(DeployJob job, bool includeDetails, SimOrg org)
    {
        var outcome = job.Outcome;
        var total = job.Package.Components.Count + job.Package.Deletions.Count;
        var errors = outcome?.Messages.Count(m => m.IsError) ?? 0;
        var tests = outcome?.Tests ?? ApexTestReport.Empty;
        var result = new JsonObject
        {
            ["id"] = job.Id,
            ["checkOnly"] = job.Options.CheckOnly,
            ["completedDate"] = job.IsDone ? Date(job.EndsAt) : null,
            ["createdBy"] = job.User.Id,
            ["createdByName"] = job.User.User.Username.Split('@')[0],
            ["createdDate"] = Date(job.CreatedAt),
            ["done"] = job.IsDone,
            ["ignoreWarnings"] = job.Options.IgnoreWarnings,
            ["lastModifiedDate"] = Date(job.IsDone ? job.EndsAt : org.Now),
            ["numberComponentErrors"] = errors,
            ["numberComponentsDeployed"] = outcome is null ? Progress(job, total, org) : outcome.Messages.Count(m => m.Problem is null),
            ["numberComponentsTotal"] = total,
            ["numberTestErrors"] = tests.Failed,
            ["numberTestsCompleted"] = tests.Outcomes.Count - tests.Failed,
            ["numberTestsTotal"] = tests.Outcomes.Count,
            ["rollbackOnError"] = job.Options.RollbackOnError,
            ["runTestsEnabled"] = job.Options.EffectiveTestLevel(job.Package) != "NoTestRun",
            ["startDate"] = Date(job.StartedAt),
            ["status"] = job.Status.ToString(),
            ["success"] = job.Status == DeployStatus.Succeeded,
        };
        if (job.CanceledBy is { } by)
        {
            result["canceledBy"] = by.Id;
            result["canceledByName"] = by.User.Username.Split('@')[0];
        }

        if (includeDetails)
            result["details"] = Details(outcome, job);
        return result;
    }

    private static JsonObject Details(DeployOutcome? outcome, DeployJob job) => new()
    {
        ["componentFailures"] = Messages(outcome, job, failed: true),
        ["componentSuccesses"] = Messages(outcome, job, failed: false),
        ["runTestResult"] = RunTestResult(outcome?.Tests ?? ApexTestReport.Empty),
    };

    private static JsonArray Messages(DeployOutcome? outcome, DeployJob job, bool failed) =>
        [.. outcome?.Messages.Where(m => IsFailure(m, job) == failed).Select(m => Message(m, job, failed)) ?? []];

    private static bool IsFailure(DeployMessage message, DeployJob job) =>
        message.IsError || (message.IsWarning && !job.Options.IgnoreWarnings);

    private static JsonObject Message(DeployMessage message, DeployJob job, bool failed)
    {
        var json = new JsonObject
        {
            ["changed"] = message.Changed,
            ["componentType"] = message.Type,
            ["created"] = message.Created,
            ["createdDate"] = Date(job.EndsAt),
            ["deleted"] = message.Deleted,
            ["fileName"] = message.FileName,
            ["fullName"] = message.FullName,
            ["success"] = !failed,
            ["warning"] = message.IsWarning,
        };
        if (message.Problem is not null)
        {
            json["problem"] = message.Problem;
            json["problemType"] = message.IsWarning ? "Warning" : "Error";
        }

        if (message.Line is { } line)
        {
            json["lineNumber"] = line;
            json["columnNumber"] = 1;
        }

        return json;
    }

    private static JsonObject RunTestResult(ApexTestReport tests) => new()
    {
        ["numFailures"] = tests.Failed,
        ["numTestsRun"] = tests.Outcomes.Count,
        ["totalTime"] = (double)tests.Outcomes.Count,
        ["codeCoverageWarnings"] = new JsonArray([.. tests.CoverageWarnings.Select(w => new JsonObject
        {
            ["message"] = w.Message,
            ["name"] = w.Name,
        })]),
        ["failures"] = new JsonArray([.. tests.Outcomes.Where(o => o.Failure is not null).Select(o => new JsonObject
        {
            ["message"] = o.Failure,
            ["methodName"] = o.Method,
            ["name"] = o.ClassName,
            ["stackTrace"] = $"Class.{o.ClassName}.{o.Method}: line {o.Line}, column 1",
            ["time"] = 1.0,
            ["type"] = "Class",
        })]),
        ["successes"] = new JsonArray([.. tests.Outcomes.Where(o => o.Failure is null).Select(o => new JsonObject
        {
            ["methodName"] = o.Method,
            ["name"] = o.ClassName,
            ["time"] = 1.0,
        })]),
    };

    private static int Progress(DeployJob job, int total, SimOrg org)
    {
        if (job is not { StartedAt: { } start, EndsAt: { } end } || end <= start)
            return 0;
        return (int)(total * Math.Clamp((org.Now - start) / (end - start), 0, 0.99));
    }

    private static string? Date(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
