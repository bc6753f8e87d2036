namespace SegmentOperator.Manager;

/// <summary>Names that the operator gives to what it makes.</summary>
internal static class Names
{
    /// <summary>Whom applied fields belong to.</summary>
    public const string FieldManager = "segment-operator";

    public const string Domain = "segment-operator.dev";

    /// <summary>Label: made by the operator.</summary>
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";

    public const string ManagedBySelector = ManagedByLabel + "=" + FieldManager;

    /// <summary>What is installed with the product.</summary>
    public const string ProductSelector = "app.kubernetes.io/name=segment-operator";

    /// <summary>Label: the segment that an object belongs to.</summary>
    public const string SegmentLabel = Domain + "/segment";

    /// <summary>Labels and annotations of a run's pod and of a grant's binding: whom it was made for.</summary>
    public const string OwnerUidLabel = Domain + "/owner-uid";

    public const string OwnerKindLabel = Domain + "/owner-kind";

    public const string OwnerNamespaceAnnotation = Domain + "/owner-namespace";

    public const string OwnerNameAnnotation = Domain + "/owner-name";

    /// <summary>Keeps a segment until its runs and grants have ended.</summary>
    public const string SegmentFinalizer = Domain + "/segment";

    /// <summary>Keeps a request until its run has ended and its credential is revoked.</summary>
    public const string RequestFinalizer = Domain + "/request";

    /// <summary>Keeps a run's pod until its result is recorded (decision 0002).</summary>
    public const string RunFinalizer = Domain + "/run";

    /// <summary>Keeps a grant until its binding is gone.</summary>
    public const string GrantFinalizer = Domain + "/grant";

    /// <summary>The ServiceAccount of a run's pod. It holds no right and mounts no token.</summary>
    public const string RunnerServiceAccount = "segment-runner";

    /// <summary>The operator's rights inside an isolation namespace, bound there by the operator itself.</summary>
    public const string IsolationClusterRole = "segment-operator-isolation";

    /// <summary>The operator's rights in its own namespace.</summary>
    public const string OwnRole = "segment-operator-own";

    /// <summary>The isolation namespace of a segment.</summary>
    public static string IsolationNamespace(string segment) => "segment-" + segment;

    /// <summary>Pod and Secret of a request's one run.</summary>
    public static string Run(string requestUid) => "run-" + requestUid;

    /// <summary>A grant's binding.</summary>
    public static string Grant(string grantUid) => "grant-" + grantUid;
}
