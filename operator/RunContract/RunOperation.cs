namespace SegmentOperator.RunContract;

/// <summary>What a run does with its artifact.</summary>
public enum RunOperation
{
    /// <summary>Deploys the artifact.</summary>
    Deploy,

    /// <summary>Lets the target check the artifact, and changes nothing.</summary>
    Validate,

    /// <summary>Deploys what an earlier validation of the same artifact left in the org, without testing it again.</summary>
    QuickDeploy,

    /// <summary>Deploys an artifact that was deployed before. The runner does what it does for <see cref="Deploy"/>.</summary>
    Rollback,
}
