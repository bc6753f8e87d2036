using System.Security.Cryptography;
using SegmentOperator.SalesforceSim.Metadata;

namespace SegmentOperator.SalesforceSim;

/// <summary>
/// The org's deployments. One works at a time, in the order in which they came. Nothing runs in the background: whoever looks
/// moves the queue on to the present first.
/// </summary>
internal sealed class DeployQueue(SimOrg org)
{
    private static readonly TimeSpan ValidationLife = TimeSpan.FromDays(10);
    private readonly Lock gate = new();
    private readonly List<DeployJob> jobs = [];

    public DeployJob Add(SimUserRecord user, byte[] zip, DeployOptions options)
    {
        var package = PackageReader.Read(PackageZip.Read(zip, options.SinglePackage), options.AllowMissingFiles);
        return Add(user, package, options, Convert.ToHexStringLower(SHA256.HashData(zip)), null);
    }

    /// <summary>Deploys what a validation left; refused when it did not succeed, ran no tests, is too old or was used.</summary>
    public DeployJob AddQuick(SimUserRecord user, string validatedId)
    {
        var id = SimIds.Normalize(validatedId);
        lock (gate)
        {
            Advance();
            var validation = jobs.Find(j => j.Id == id);
            var fits = validation is { Status: DeployStatus.Succeeded, Options.CheckOnly: true }
                && validation.Options.EffectiveTestLevel(validation.Package) != "NoTestRun"
                && validation.EndsAt > org.Now - ValidationLife
                && !jobs.Exists(j => j.ValidatedId == id);
            if (!fits)
                throw new SalesforceException(404, "INVALID_ID_FIELD", $"No recent validation that can be deployed has the id {validatedId}");
            return Add(user, validation!.Package, validation.Options with { CheckOnly = false }, validation.ZipSha256, id);
        }
    }

    public DeployJob Find(string id)
    {
        lock (gate)
        {
            Advance();
            return jobs.Find(j => j.Id == SimIds.Normalize(id))
                ?? throw new SalesforceException(404, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
        }
    }

    public DeployJob Cancel(string id, SimUserRecord user)
    {
        lock (gate)
        {
            var job = Find(id);
            if (job.IsDone)
                throw new SalesforceException(400, "INVALID_ID_FIELD", "Deployment already completed");
            job.Cancel(org, user);
            Advance();
            return job;
        }
    }

    public void Advance()
    {
        lock (gate)
        {
            var free = DateTimeOffset.MinValue;
            foreach (var job in jobs)
            {
                job.Advance(org, free);
                if (job.EndsAt is not { } end || !job.IsDone)
                    return;
                free = end;
            }
        }
    }

    public IReadOnlyList<SimDeployment> Snapshot()
    {
        lock (gate)
        {
            Advance();
            return [.. jobs.Select(j => j.ToPublic())];
        }
    }

    private DeployJob Add(SimUserRecord user, PackageContent package, DeployOptions options, string sha256, string? validatedId)
    {
        lock (gate)
        {
            var job = new DeployJob(org.Ids.Next("0Af"), user, package, options, sha256, validatedId, org.Now);
            jobs.Add(job);
            Advance();
            return job;
        }
    }
}
