namespace SegmentOperator.DevCluster.Resources.Types;

/// <summary>
/// Texts that travel on the wire and are part of the contract: clients see them as descriptions of table columns and
/// in <c>kubectl explain</c>.
/// </summary>
internal static class Descriptions
{
    public const string Conventions = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["apiVersion"] = "APIVersion defines the versioned schema of this representation of an object. Servers should convert " +
            "recognized schemas to the latest internal value, and may reject unrecognized values. More info: " +
            $"{Conventions}#resources",
        ["kind"] = "Kind is a string value representing the REST resource this object represents. Servers may infer this from " +
            "the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: " +
            $"{Conventions}#types-kinds",
        ["metadata"] = $"Standard object's metadata. More info: {Conventions}#metadata",
        ["listMetadata"] = $"Standard list metadata. More info: {Conventions}#types-kinds",
        ["kind.ConfigMap"] = "ConfigMap holds configuration data for pods to consume.",
        ["kind.Secret"] = "Secret holds secret data of a certain type. The total bytes of the values in the Data field must be less " +
            "than MaxSecretSize bytes.",
        ["kind.ObjectMeta"] = "ObjectMeta is metadata that all persisted resources must have, which includes all objects users must create.",
        ["name"] = "Name must be unique within a namespace. Is required when creating resources, although some resources may " +
            "allow a client to request the generation of an appropriate name automatically. Name is primarily intended for " +
            "creation idempotence and configuration definition. Cannot be updated. More info: " +
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
        ["age"] = "CreationTimestamp is a timestamp representing the server time when this object was created. It is not " +
            "guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is " +
            "represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: " +
            $"{Conventions}#metadata",
        ["configmap.data"] = "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' " +
            "or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not " +
            "overlap with the keys in the BinaryData field, this is enforced during validation process.",
        ["configmap.binaryData"] = "BinaryData contains the binary data. Each key must consist of alphanumeric characters, " +
            "'-', '_' or '.'. BinaryData can contain byte sequences that are not in the UTF-8 range. The keys stored in " +
            "BinaryData must not overlap with the ones in the Data field, this is enforced during validation process. Using " +
            "this field will require 1.10+ apiserver and kubelet.",
        ["configmap.immutable"] = "Immutable, if set to true, ensures that data stored in the ConfigMap cannot be updated " +
            "(only object metadata can be modified). If not set to true, the field can be modified at any time. Defaulted to nil.",
        ["secret.data"] = "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. " +
            "The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly " +
            "non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
        ["secret.stringData"] = "stringData allows specifying non-binary secret data in string form. It is provided as a " +
            "write-only input field for convenience. All keys and values are merged into the data field on write, overwriting " +
            "any existing values. The stringData field is never output when reading from the API.",
        ["secret.type"] = "Used to facilitate programmatic handling of secret data. More info: " +
            "https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
        ["secret.immutable"] = "Immutable, if set to true, ensures that data stored in the Secret cannot be updated (only " +
            "object metadata can be modified). If not set to true, the field can be modified at any time. Defaulted to nil.",
        ["netpol.podSelector"] = "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules " +
            "is applied to any pods selected by this field. An empty selector matches all pods in the policy's namespace. " +
            "Multiple network policies can select the same set of pods. In this case, the ingress rules for each are combined " +
            "additively. This field is optional. If it is not specified, it defaults to an empty selector.",
        ["rolebinding.roleRef"] = "RoleRef can reference a Role in the current namespace or a ClusterRole in the global " +
            "namespace. If the RoleRef cannot be resolved, the Authorizer must return an error.",
        ["clusterrolebinding.roleRef"] = "RoleRef can only reference a ClusterRole in the global namespace. If the RoleRef " +
            "cannot be resolved, the Authorizer must return an error.",
        ["quota.request"] = "Request represents a minimum amount of cpu/memory that a container may consume.",
        ["quota.limit"] = "Limits control the maximum amount of cpu/memory that a container may use independent of contention " +
            "on the node.",
        ["pod.ready"] = "The aggregate readiness state of this pod for accepting traffic.",
        ["pod.status"] = "The aggregate status of the containers in this pod.",
        ["pod.restarts"] = "The number of times the containers in this pod have been restarted and when the last container in " +
            "this pod has restarted.",
        ["pod.ip"] = "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.",
        ["pod.node"] = "NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for " +
            "scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes " +
            "responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be " +
            "scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename",
        ["pod.nominated"] = "nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be " +
            "scheduled right away as preemption victims receive their graceful termination periods. This field does not " +
            "guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other " +
            "nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority " +
            "pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod " +
            "is scheduled.",
        ["pod.gates"] = "If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its " +
            "containers are ready AND all conditions specified in the readiness gates have status equal to \"True\" More info: " +
            "https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates",
        ["event.subobject"] = "If referring to a piece of an object instead of an entire object, this string should contain a " +
            "valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object " +
            "reference is to a container within a pod, this would take on a value like: \"spec.containers{name}\" (where " +
            "\"name\" refers to the name of the container that triggered the event) or if no container name is specified " +
            "\"spec.containers[2]\" (container with index 2 in this pod). This syntax is chosen only to have some well-defined " +
            "way of referencing a part of an object.",
        ["event.lastSeen"] = "The time at which the most recent occurrence of this event was recorded.",
        ["event.type"] = "Type of this event (Normal, Warning), new types could be added in the future",
        ["event.reason"] = "This should be a short, machine understandable string that gives the reason for the transition " +
            "into the object's current status.",
        ["event.object"] = "The object that this event is about.",
        ["event.source"] = "The component reporting this event. Should be a short machine understandable string.",
        ["event.message"] = "A human-readable description of the status of this operation.",
        ["event.firstSeen"] = "The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)",
        ["event.count"] = "The number of times this event has occurred.",
        ["lease.holder"] = "holderIdentity contains the identity of the holder of a current lease. If Coordinated Leader " +
            "Election is used, the holder identity must be equal to the elected LeaseCandidate.metadata.name field.",
    };

    public static string Get(string name) => Texts[name];

    /// <summary>What a struct or kind is for; empty when nothing is said.</summary>
    public static string OfKind(string kind) => Texts.GetValueOrDefault("kind." + kind, "");
}
