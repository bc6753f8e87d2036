using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>What the expressions of an admission policy may use. Variables become visible in the order of their declaration.</summary>
/// <param name="parameters">The type of the parameters; null when the policy has none.</param>
/// <param name="content">The type of the object; null when it is not known.</param>
internal sealed class PolicyEnvironment(CelType? parameters, CelType? content)
{
    private static readonly CelType TextList = CelType.List(CelType.String);
    private static readonly CelType RequestType = Request();
    private static readonly CelType NamespaceType = Namespace();
    private static readonly CelType PatchType = Object("JSONPatch",
        ("op", CelType.String), ("path", CelType.String), ("from", CelType.String), ("value", CelType.Dyn));

    private readonly List<CelField> _variables = [];

    public PolicyEnvironment(bool hasParams)
        : this(hasParams ? CelType.Dyn : null, null)
    {
    }

    /// <summary>Whether there are variables, be it that none of them is declared yet.</summary>
    public bool HasVariables { get; set; }

    /// <summary>The environment with the variables declared so far.</summary>
    public CelEnvironment Current => With(Create(parameters, content, hasAuthorizer: true));

    /// <summary>The environment of message expressions, which may not ask for authorization.</summary>
    public CelEnvironment WithoutAuthorizer => With(Create(parameters, content, hasAuthorizer: false));

    /// <summary>The environment of mutations: they construct objects and patches.</summary>
    public CelEnvironment ForMutations => Current.WithOpenObjectTypes("Object").WithObjectType(PatchType).WithLibrary(new JsonPatchLibrary());

    /// <summary>What an ApplyConfiguration expression is to evaluate to.</summary>
    public static CelType TypeOfConfiguration { get; } = CelType.Object("Object", []);

    /// <summary>What a JSONPatch expression is to evaluate to.</summary>
    public static CelType TypeOfPatch => CelType.List(PatchType);

    /// <summary>Makes a variable visible to what follows.</summary>
    public void Declare(string name, CelType type) => _variables.Add(new CelField(name, name, type, Required: true));

    /// <summary>The type of the request as expressions see it.</summary>
    public static CelType TypeOfRequest => RequestType;

    /// <summary>The type of the namespace as expressions see it.</summary>
    public static CelType TypeOfNamespace => NamespaceType;

    private static CelEnvironment Create(CelType? parameters, CelType? content, bool hasAuthorizer)
    {
        var environment = CelEnvironment.Kubernetes
            .WithVariable("object", content ?? CelType.Dyn)
            .WithVariable("oldObject", content ?? CelType.Dyn)
            .WithVariable("request", RequestType)
            .WithVariable("namespaceObject", NamespaceType);
        if (parameters is not null)
            environment = environment.WithVariable("params", parameters);
        return !hasAuthorizer ? environment : environment
            .WithVariable("authorizer", CelAuthorizer.Type)
            .WithVariable("authorizer.requestResource", CelAuthorizer.ResourceCheckType);
    }

    private CelEnvironment With(CelEnvironment environment) =>
        _variables.Count == 0 && !HasVariables ? environment : environment.WithVariable("variables", CelType.Object("kubernetes.variables", _variables));

    private static CelType Request()
    {
        var kind = Object("kubernetes.GroupVersionKind", ("group", CelType.String), ("version", CelType.String), ("kind", CelType.String));
        var resource = Object("kubernetes.GroupVersionResource", ("group", CelType.String), ("version", CelType.String), ("resource", CelType.String));
        var user = Object("kubernetes.UserInfo", ("username", CelType.String), ("uid", CelType.String), ("groups", TextList),
            ("extra", CelType.Map(CelType.String, TextList)));
        return Object("kubernetes.AdmissionRequest", ("kind", kind), ("resource", resource), ("subResource", CelType.String), ("requestKind", kind),
            ("requestResource", resource), ("requestSubResource", CelType.String), ("name", CelType.String), ("namespace", CelType.String),
            ("operation", CelType.String), ("userInfo", user), ("dryRun", CelType.Bool), ("options", CelType.Dyn));
    }

    private static CelType Namespace()
    {
        var texts = CelType.Map(CelType.String, CelType.String);
        var metadata = Object("kubernetes.NamespaceMetadata", ("name", CelType.String), ("generateName", CelType.String), ("namespace", CelType.String),
            ("labels", texts), ("annotations", texts), ("UID", CelType.String), ("creationTimestamp", CelType.Timestamp),
            ("deletionGracePeriodSeconds", CelType.Int), ("deletionTimestamp", CelType.Timestamp), ("generation", CelType.Int),
            ("resourceVersion", CelType.String), ("finalizers", TextList));
        var condition = Object("kubernetes.NamespaceCondition", ("status", CelType.String), ("type", CelType.String),
            ("lastTransitionTime", CelType.Timestamp), ("message", CelType.String), ("reason", CelType.String));
        return Object("kubernetes.Namespace",
            ("metadata", metadata),
            ("spec", Object("kubernetes.NamespaceSpec", ("finalizers", TextList))),
            ("status", Object("kubernetes.NamespaceStatus", ("conditions", CelType.List(condition)), ("phase", CelType.String))));
    }

    private static CelType Object(string name, params (string Name, CelType Type)[] fields) =>
        CelType.Object(name, fields.Select(f => new CelField(f.Name, f.Name, f.Type)));
}
