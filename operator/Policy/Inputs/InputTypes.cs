using SegmentOperator.Policy.Cel;
using static SegmentOperator.Policy.Inputs.InputFields;

namespace SegmentOperator.Policy.Inputs;

/// <summary>What rules see, with types and bounds. Fields that are not required are absent where they are not known; rules ask with has().</summary>
public static class InputTypes
{
    private const int MaxComponents = 10_000;
    private const int MaxFindings = 10_000;

    private static readonly CelType Source = Object("source", Text("repository", 512), Text("revision", 256, required: false));

    private static readonly CelType Component = Object(
        "component", Text("type", 64), Text("name", 255), Text("change", 16), Text("file", 512), Field("inScope", CelType.Bool), Field("known", CelType.Bool));

    private static readonly CelType Finding = Object(
        "finding", Text("id", 64), Text("severity", 16), Text("component", 320), Text("file", 512), Field("line", CelType.Int, required: false),
        Text("message", 1024), Field("excepted", CelType.Bool));

    private static readonly CelType Signer = Object(
        "signer", Text("authority", 63), Text("identity", 512, required: false), Text("issuer", 512, required: false),
        Field("signedAt", CelType.Timestamp, required: false), Field("extensions", Map(32, String(512)), required: false));

    private static readonly CelType Attestation = Object(
        "attestation", Text("name", 63), Text("state", 32), Text("predicateType", 512, required: false), Text("authority", 63, required: false),
        Text("identity", 512, required: false), Text("issuer", 512, required: false), Field("signedAt", CelType.Timestamp, required: false),
        Text("digest", 80, required: false), Text("message", 1024, required: false), Field("predicate", CelType.Dyn, required: false));

    private static readonly CelType Deployment = Object(
        "deployment", Text("name", 253), Text("requester", 256), Text("digest", 80), Text("phase", 32), Field("at", CelType.Timestamp));

    /// <summary>Each variable with its type.</summary>
    public static IReadOnlyDictionary<string, CelType> Variables { get; } = new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["request"] = Object(
            "request", Text("name", 253), Text("namespace", 63), Text("operation", 16), Text("artifact", 512), Text("justification", 2048),
            Text("ticket", 128, required: false), Field("source", Source, required: false), Text("baseline", 80, required: false),
            Text("testLevel", 32, required: false), Field("notBefore", CelType.Timestamp, required: false), Field("breakGlass", CelType.Bool),
            Field("createdAt", CelType.Timestamp, required: false)),
        ["requester"] = Object("requester", Text("username", 256), Text("uid", 256, required: false), Field("groups", List(128, String(256))), Text("persona", 63, required: false)),
        ["segment"] = Object(
            "segment", Text("name", 63), Text("environment", 16), Text("posture", 16), Field("frameworks", List(8, String(16))), Field("residency", List(16, String(16))),
            Field("approvalRoles", List(8, String(63))), Text("sandboxOf", 63, required: false), Field("generation", CelType.Int)),
        ["target"] = Object("target", Text("type", 16), Text("key", 512, required: false), Text("url", 512, required: false), Text("username", 255, required: false), Field("namespaces", List(16, String(63)))),
        ["artifact"] = Object(
            "artifact", Text("reference", 512), Text("repository", 512), Text("tag", 128, required: false), Text("digest", 80), Field("size", CelType.Int, required: false),
            Text("type", 256, required: false), Field("signers", List(32, Signer))),
        ["attestations"] = List(32, Attestation),
        ["provenance"] = Object(
            "provenance", Text("repository", 512, required: false), Text("revision", 256, required: false), Text("ref", 256, required: false),
            Text("builder", 512, required: false), Text("signedBy", 512, required: false)),
        ["package"] = Object(
            "package", Text("form", 32), Text("apiVersion", 16, required: false), Field("files", CelType.Int), Field("bytes", CelType.Int), Text("digest", 80),
            Field("components", List(MaxComponents, Component)), Field("byType", Map(256, CelType.Int)), Field("added", CelType.Int), Field("changed", CelType.Int),
            Field("deleted", CelType.Int), Field("unchanged", CelType.Int), Field("hasBaseline", CelType.Bool), Field("findings", List(MaxFindings, Finding)),
            Field("outOfScope", List(MaxComponents, String(512))), Field("unmapped", List(MaxComponents, String(512))), Field("disagreements", List(MaxComponents, String(512))),
            Text("sensitivity", 16, required: false)),
        ["window"] = Object(
            "window", Field("open", CelType.Bool), Text("name", 128, required: false), Field("frozen", CelType.Bool), Field("nextOpen", CelType.Timestamp, required: false),
            Field("closesAt", CelType.Timestamp, required: false)),
        ["history"] = Object(
            "history", Field("deployments", CelType.Int), Field("failures", CelType.Int), Field("openBreakGlass", CelType.Int), Field("last", List(32, Deployment)),
            Field("lastSuccessAt", CelType.Timestamp, required: false), Field("lastFailureAt", CelType.Timestamp, required: false)),
        ["now"] = CelType.Timestamp,
        ["risk"] = Object("risk", Field("score", CelType.Int), Text("level", 16)),
    };

    /// <summary>The language with these variables.</summary>
    public static CelEnvironment Environment { get; } =
        Variables.Aggregate(CelEnvironment.Policy, (environment, variable) => environment.WithVariable(variable.Key, variable.Value));

    internal static IReadOnlyList<string> VariableNames { get; } = [.. Variables.Keys];

    /// <summary>Every field at any depth.</summary>
    internal static IReadOnlyList<string> FieldNames { get; } = [.. Variables.Values.SelectMany(Fields).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Fields(CelType type) =>
        type.Fields.Values.SelectMany(field => Fields(field.Type).Prepend(field.Name)).Concat(type.Parameters.SelectMany(Fields));
}
