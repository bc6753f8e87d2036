using System.Text.RegularExpressions;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>What a request must fulfil before anything is done for it. Pure.</summary>
internal static partial class RunRequestRules
{
    /// <summary>A sentence for each thing that is wrong; empty when nothing is.</summary>
    public static IReadOnlyList<string> Check(RunRequest request)
    {
        var problems = new List<string>();
        if (request.Version != RunRequest.CurrentVersion)
            problems.Add($"version is {request.Version}; this runner knows only {RunRequest.CurrentVersion}.");
        if (!Uid().IsMatch(request.RequestUid))
            problems.Add("requestUid must have 1 to 64 letters, digits and hyphens.");
        if (!Enum.IsDefined(request.Operation))
            problems.Add("operation must be Deploy, Validate, QuickDeploy or Rollback.");
        CheckRepository(request.Artifact, problems);
        if (!Digest.TryParse(request.Artifact.Digest, out _, out var digestProblem))
            problems.Add($"artifact.digest: {digestProblem}.");
        CheckLimits(request.Limits, problems);
        switch (request.Target)
        {
            case { Salesforce: { } salesforce, Kubernetes: null }:
                CheckSalesforce(salesforce, request.Operation, problems);
                break;
            case { Salesforce: null, Kubernetes: { } kubernetes }:
                CheckKubernetes(kubernetes, request.Operation, problems);
                break;
            default:
                problems.Add("target must have either salesforce or kubernetes.");
                break;
        }

        return problems;
    }

    private static void CheckRepository(RunArtifact artifact, List<string> problems)
    {
        var field = "artifact.repository";
        try
        {
            var repository = RepositoryReference.Parse(artifact.Repository);
            field = "artifact.mirrors";
            RegistryAccess.Mirrors(artifact, repository.Registry);
        }
        catch (FormatException e)
        {
            problems.Add($"{field}: {Text.Clean(e.Message)}.");
        }
    }

    private static void CheckLimits(RunLimits limits, List<string> problems)
    {
        if (limits.MaxCompressedBytes <= 0 || limits.MaxEntries <= 0 || limits.MaxTotalBytes <= 0 || limits.MaxFileBytes <= 0 || limits.MaxRatio <= 0)
            problems.Add("limits must all be greater than 0.");
    }

    private static void CheckSalesforce(SalesforceRunTarget target, RunOperation operation, List<string> problems)
    {
        CheckUrl(target.InstanceUrl, "target.salesforce.instanceUrl", problems);
        if (!ApiVersion().IsMatch(target.ApiVersion))
            problems.Add("target.salesforce.apiVersion must look like 62.0.");
        if (target.TestLevel is { } level && !Enum.IsDefined(level))
            problems.Add("target.salesforce.testLevel must be one of Salesforce's test levels.");
        if (target.TestLevel == SalesforceTestLevel.RunSpecifiedTests != target.RunTests.Count > 0)
            problems.Add("target.salesforce.runTests and the test level RunSpecifiedTests go together.");
        if (!target.RunTests.All(t => ApexName().IsMatch(t)))
            problems.Add("target.salesforce.runTests must be names of Apex classes.");
        if (operation == RunOperation.QuickDeploy != target.ValidatedDeployId is not null)
            problems.Add("target.salesforce.validatedDeployId and the operation QuickDeploy go together.");
        else if (target.ValidatedDeployId is { } id && !DeployId().IsMatch(id))
            problems.Add("target.salesforce.validatedDeployId must be a deploy id of 15 or 18 characters that begins with 0Af.");
    }

    private static void CheckKubernetes(KubernetesRunTarget target, RunOperation operation, List<string> problems)
    {
        CheckUrl(target.Server, "target.kubernetes.server", problems);
        if (target.Namespaces.Count == 0 || !target.Namespaces.All(ns => DnsLabel().IsMatch(ns)))
            problems.Add("target.kubernetes.namespaces must be names of namespaces, at least one.");
        if (target.FieldManager.Length is 0 or > 128 || !target.FieldManager.All(c => c is > ' ' and < '\x7f'))
            problems.Add("target.kubernetes.fieldManager must have 1 to 128 printable characters.");
        if (operation == RunOperation.QuickDeploy)
            problems.Add("the operation QuickDeploy exists only for Salesforce.");
    }

    private static void CheckUrl(string text, string field, List<string> problems)
    {
        // A token over plain HTTP is a token given away, except on this very machine.
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            problems.Add($"{field} must be an https URL without user, query and fragment.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,64}\\z")]
    private static partial Regex Uid();

    [GeneratedRegex("^[1-9][0-9]{1,2}\\.0\\z")]
    private static partial Regex ApiVersion();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_.]{0,254}\\z")]
    private static partial Regex ApexName();

    [GeneratedRegex("^0Af[A-Za-z0-9]{12}([A-Za-z0-9]{3})?\\z")]
    private static partial Regex DeployId();

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\z")]
    private static partial Regex DnsLabel();
}
