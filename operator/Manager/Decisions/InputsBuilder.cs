using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Manager.Decisions;

/// <summary>Gathers what a decision sees. Absent is absent: a rule that reads it without has() denies.</summary>
internal static class InputsBuilder
{
    public static DecisionInputs Build(RequestWork work, Segment segment, JsonObject package, WindowState window, JsonObject history) => DecisionInputs.From(new JsonObject
    {
        ["request"] = Request(work),
        ["requester"] = Requester(work, segment),
        ["segment"] = SegmentOf(segment),
        ["target"] = Target(segment),
        ["artifact"] = Artifact(work.Status.Artifact!, work.Evidence),
        ["attestations"] = EvidenceInputs.Attestations(work.Evidence),
        ["provenance"] = Provenance(work.Status.Artifact!.Provenance),
        ["package"] = package,
        ["window"] = Window(window),
        ["history"] = history,
        ["now"] = InputTime.Of(work.Now),
    });

    private static JsonObject Request(RequestWork work) => Drop(new JsonObject
    {
        ["name"] = work.Request.Metadata.Name,
        ["namespace"] = work.Request.Metadata.Namespace,
        ["operation"] = work.Spec.Operation.ToString(),
        ["artifact"] = work.Spec.Artifact,
        ["justification"] = work.Spec.Justification ?? "",
        ["ticket"] = work.Spec.Ticket,
        ["source"] = work.Spec.Source is { } source ? Drop(new JsonObject { ["repository"] = source.Repository, ["revision"] = source.Revision }) : null,
        ["baseline"] = work.Spec.Baseline,
        ["testLevel"] = work.Spec.TestLevel?.ToString(),
        ["notBefore"] = Time(work.Spec.NotBefore),
        ["breakGlass"] = work.Spec.BreakGlass,
        ["createdAt"] = Time(work.Request.Metadata.CreationTimestamp),
    });

    private static JsonObject Requester(RequestWork work, Segment segment) => Drop(new JsonObject
    {
        ["username"] = work.Spec.Requester.Username,
        ["uid"] = work.Spec.Requester.Uid,
        ["groups"] = Texts(work.Spec.Requester.Groups),
        ["persona"] = Personas.Find(segment.Spec, work.Spec.Requester, RequestType.Deploy)?.Name,
    });

    public static JsonObject SegmentOf(Segment segment) => Drop(new JsonObject
    {
        ["name"] = segment.Metadata.Name,
        ["environment"] = segment.Spec.Environment.ToString(),
        ["posture"] = SegmentFacts.Of(segment).Posture.ToString(),
        ["frameworks"] = Texts(segment.Spec.Frameworks.Select(PolicyMapping.NameOf)),
        ["residency"] = Texts(segment.Spec.Residency),
        ["approvalRoles"] = Texts(segment.Spec.Approvals?.Roles.Select(role => role.Name) ?? []),
        ["sandboxOf"] = segment.Spec.SandboxOf,
        ["generation"] = segment.Metadata.Generation ?? 0,
    });

    private static JsonObject Target(Segment segment)
    {
        var target = segment.Spec.Target!;
        return Drop(new JsonObject
        {
            ["type"] = target.Salesforce is not null ? "Salesforce" : "Kubernetes",
            ["key"] = SegmentFacts.Of(segment).TargetKey,
            ["url"] = target.Salesforce is { } org ? org.InstanceUrl ?? org.LoginUrl : target.Kubernetes?.Server,
            ["username"] = target.Salesforce?.Username,
            ["namespaces"] = Texts(target.Kubernetes?.Namespaces ?? []),
        });
    }

    private static JsonObject Artifact(ArtifactStatus artifact, Sigstore.Verdict.Verified? evidence) => Drop(new JsonObject
    {
        ["reference"] = artifact.Reference,
        ["repository"] = artifact.Repository,
        ["tag"] = artifact.Tag,
        ["digest"] = artifact.Digest,
        ["size"] = artifact.Size,
        ["type"] = artifact.ArtifactType,
        ["signers"] = EvidenceInputs.Signers(evidence),
    });

    private static JsonObject Provenance(ProvenanceStatus? provenance) => Drop(new JsonObject
    {
        ["repository"] = provenance?.Repository,
        ["revision"] = provenance?.Revision,
        ["ref"] = provenance?.Ref,
        ["builder"] = provenance?.Builder,
        ["signedBy"] = provenance?.SignedBy,
    });

    public static JsonObject Window(WindowState window) => Drop(new JsonObject
    {
        ["open"] = window.Open,
        ["frozen"] = window.Frozen,
        ["name"] = window.Name,
        ["nextOpen"] = Time(window.NextOpen),
        ["closesAt"] = Time(window.ClosesAt),
    });

    private static string? Time(DateTimeOffset? time) => time is { } at ? InputTime.Of(at) : null;

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    public static JsonObject Drop(JsonObject members)
    {
        foreach (var name in members.Where(member => member.Value is null).Select(member => member.Key).ToArray())
            members.Remove(name);
        return members;
    }
}
