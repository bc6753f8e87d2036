using SegmentOperator.SalesforceSim.Metadata;

namespace SegmentOperator.SalesforceSim;

internal enum DeployStatus
{
    Pending,
    InProgress,
    Succeeded,
    SucceededPartial,
    Failed,
    Canceling,
    Canceled,
}

/// <summary>One deployment on its way. The queue's lock guards it.</summary>
internal sealed class DeployJob(
    string id,
    SimUserRecord user,
    PackageContent package,
    DeployOptions options,
    string zipSha256,
    string? validatedId,
    DateTimeOffset createdAt)
{
    public string Id => id;

    public SimUserRecord User => user;

    public PackageContent Package => package;

    public DeployOptions Options => options;

    public string ZipSha256 => zipSha256;

    public string? ValidatedId => validatedId;

    public DateTimeOffset CreatedAt => createdAt;

    public DeployStatus Status { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndsAt { get; private set; }

    public SimUserRecord? CanceledBy { get; private set; }

    public DeployOutcome? Outcome { get; private set; }

    public bool IsDone => Status is not (DeployStatus.Pending or DeployStatus.InProgress or DeployStatus.Canceling);

    /// <summary>Moves on to the present. <paramref name="free"/> is when the job before this one ended.</summary>
    public void Advance(SimOrg org, DateTimeOffset free)
    {
        if (Status == DeployStatus.Pending)
        {
            StartedAt = createdAt > free ? createdAt : free;
            EndsAt = StartedAt + org.DeployDuration;
            Status = DeployStatus.InProgress;
        }

        if (IsDone || EndsAt > org.Now)
            return;
        if (Status == DeployStatus.Canceling && !org.Options.CancelComesTooLate)
        {
            Status = DeployStatus.Canceled;
            return;
        }

        // What was validated with its tests is not tested again; its references are looked at again, for the org moves on.
        var effective = validatedId is null ? options : options with { TestLevel = "NoTestRun", Production = false };
        Outcome = DeployEvaluator.Evaluate(package, effective, org.Metadata.Snapshot());
        if (!options.CheckOnly)
            org.Metadata.Apply(Outcome.Changed, Outcome.Deleted);
        Status = Enum.Parse<DeployStatus>(Outcome.Status);
    }

    public void Cancel(SimOrg org, SimUserRecord by)
    {
        CanceledBy = by;
        if (Status == DeployStatus.Pending)
        {
            Status = DeployStatus.Canceled;
            EndsAt = org.Now;
            return;
        }

        Status = DeployStatus.Canceling;
        var stopped = org.Now + (org.DeployDuration / 10);
        if (!org.Options.CancelComesTooLate && stopped < EndsAt)
            EndsAt = stopped;
    }

    public SimDeployment ToPublic() => new()
    {
        Id = id,
        Username = user.User.Username,
        CreatedAt = createdAt,
        Status = Status.ToString(),
        Done = IsDone,
        CheckOnly = options.CheckOnly,
        TestLevel = options.TestLevel,
        ZipSha256 = zipSha256,
        ValidatedDeployId = validatedId,
        Problems = Outcome is null ? [] :
        [
            .. Outcome.Messages.Where(m => m.Problem is not null).Select(m => $"{m.Type}:{m.FullName}: {m.Problem}"),
            .. Outcome.Tests.Outcomes.Where(o => o.Failure is not null).Select(o => $"{o.ClassName}.{o.Method}: {o.Failure}"),
            .. Outcome.Tests.CoverageWarnings.Select(w => w.Message),
        ],
    };
}
