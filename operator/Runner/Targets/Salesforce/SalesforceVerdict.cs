using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Targets.Salesforce;

/// <summary>What a deployment that ended means for the run. Pure.</summary>
internal static class SalesforceVerdict
{
    public static TargetOutcome Of(SalesforceDeployment deployment, RunRequest request, StopSignal stop)
    {
        var outcome = deployment.Status switch
        {
            "Succeeded" => Succeeded(request, stop),
            "Failed" => Failed(deployment),
            "Canceled" => new TargetOutcome(
                stop.Reason ?? RunReasons.Cancelled,
                RunTargetState.Unchanged,
                stop.Reason is null ? "Somebody cancelled the deployment in the org." : $"The org cancelled the deployment: {stop.Why}."),
            _ => TargetOutcome.Lost(
                $"The deployment ended as {Text.Show(deployment.Status)}, which this runner did not ask for; look at the org."),
        };
        return outcome with
        {
            DeployId = deployment.Id,
            TargetStatus = Text.Clean(deployment.Status, 40),
            Components = deployment.Components,
            Tests = deployment.Tests,
            Failures = [.. deployment.ComponentFailures, .. deployment.TestFailures],
        };
    }

    private static TargetOutcome Succeeded(RunRequest request, StopSignal stop)
    {
        var late = stop.Reason is null ? "" : $" It was done before it could be cancelled ({stop.Why}).";
        return request.Operation == RunOperation.Validate
            ? new TargetOutcome(RunReasons.Succeeded, RunTargetState.Unchanged, "The org would take the package." + late)
            : new TargetOutcome(RunReasons.Succeeded, RunTargetState.Changed, "The org took the package." + late);
    }

    private static TargetOutcome Failed(SalesforceDeployment deployment)
    {
        var componentsFailed = Math.Max(deployment.Components.Failed, deployment.ComponentFailures.Count);
        if (componentsFailed == 0 && (deployment.Tests.Failed > 0 || deployment.TestFailures.Count > 0))
        {
            return new TargetOutcome(RunReasons.TestsFailed, RunTargetState.Unchanged, deployment.Tests.Failed > 0
                ? $"The org refused the package: {deployment.Tests.Failed} of {deployment.Tests.Total} Apex tests failed."
                : $"The org refused the package: {deployment.TestFailures[0].Problem}");
        }

        var why = componentsFailed > 0
            ? $"{componentsFailed} of {deployment.Components.Total} components do not fit"
            : Text.Clean(deployment.ErrorMessage is { Length: > 0 } error ? error : "it gave no reason");
        return new TargetOutcome(RunReasons.DeploymentRefused, RunTargetState.Unchanged, $"The org refused the package: {why}.");
    }
}
