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
        ["meta.annotations"] = "Annotations is an unstructured key value map stored with a resource that may be set by external " +
            "tools to store and retrieve arbitrary metadata. They are not queryable and should be preserved when " +
            "modifying objects. More info: " +
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations",
        ["meta.deletionGracePeriodSeconds"] = "Number of seconds allowed for this object to gracefully terminate before it will be removed from the " +
            "system. Only set when deletionTimestamp is also set. May only be shortened. Read-only.",
        ["meta.deletionTimestamp"] = "DeletionTimestamp is RFC 3339 date and time at which this resource will be deleted. This field is " +
            "set by the server when a graceful deletion is requested by the user, and is not directly settable by " +
            "a client. The resource is expected to be deleted (no longer visible from resource lists, and not " +
            "reachable by name) after the time in this field, once the finalizers list is empty. As long as the " +
            "finalizers list contains items, deletion is blocked. Once the deletionTimestamp is set, this value " +
            "may not be unset or be set further into the future, although it may be shortened or the resource may " +
            "be deleted prior to this time. For example, a user may request that a pod is deleted in 30 seconds. " +
            "The Kubelet will react by sending a graceful termination signal to the containers in the pod. After " +
            "that 30 seconds, the Kubelet will send a hard termination signal (SIGKILL) to the container and " +
            "after cleanup, remove the pod from the API. In the presence of network partitions, this object may " +
            "still exist after this timestamp, until an administrator or automated process can determine the " +
            "resource is fully terminated. If not set, graceful deletion of the object has not been " +
            "requested.\n\nPopulated by the system when a graceful deletion is requested. Read-only. More info: " +
            $"{Conventions}#metadata",
        ["meta.finalizers"] = "Must be empty before the object is deleted from the registry. Each entry is an identifier for the " +
            "responsible component that will remove the entry from the list. If the deletionTimestamp of the " +
            "object is non-nil, entries in this list can only be removed. Finalizers may be processed and removed " +
            "in any order.  Order is NOT enforced because it introduces significant risk of stuck finalizers. " +
            "finalizers is a shared field, any actor with permission can reorder it. If the finalizer list is " +
            "processed in order, then this can lead to a situation in which the component responsible for the " +
            "first finalizer in the list is waiting for a signal (field value, external system, or other) " +
            "produced by a component responsible for a finalizer later in the list, resulting in a deadlock. " +
            "Without enforced ordering finalizers are free to order amongst themselves and are not vulnerable to " +
            "ordering changes in the list.",
        ["meta.generateName"] = "GenerateName is an optional prefix, used by the server, to generate a unique name ONLY IF the Name " +
            "field has not been provided. If this field is used, the name returned to the client will be " +
            "different than the name passed. This value will also be combined with a unique suffix. The provided " +
            "value has the same validation rules as the Name field, and may be truncated by the length of the " +
            "suffix required to make the value unique on the server.\n\nIf this field is specified and the " +
            "generated name exists, the server will return a 409.\n\nApplied only if Name is not specified. More " +
            "info: " +
            $"{Conventions}#idempotency",
        ["meta.generation"] = "A sequence number representing a specific generation of the desired state. Populated by the system. " +
            "Read-only.",
        ["meta.labels"] = "Map of string keys and values that can be used to organize and categorize (scope and select) " +
            "objects. May match selectors of replication controllers and services. More info: " +
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels",
        ["meta.managedFields"] = "ManagedFields maps workflow-id and version to the set of fields that are managed by that workflow. " +
            "This is mostly for internal housekeeping, and users typically shouldn't need to set or understand " +
            "this field. A workflow can be the user's name, a controller's name, or the name of a specific apply " +
            "path like \"ci-cd\". The set of fields is always in the version that the workflow used when " +
            "modifying the object.",
        ["meta.namespace"] = "Namespace defines the space within which each name must be unique. An empty namespace is equivalent " +
            "to the \"default\" namespace, but \"default\" is the canonical representation. Not all objects are " +
            "required to be scoped to a namespace - the value of this field for those objects will be " +
            "empty.\n\nMust be a DNS_LABEL. Cannot be updated. More info: " +
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces",
        ["meta.ownerReferences"] = "List of objects depended by this object. If ALL objects in the list have been deleted, this object " +
            "will be garbage collected. If this object is managed by a controller, then an entry in this list " +
            "will point to this controller, with the controller field set to true. There cannot be more than one " +
            "managing controller.",
        ["meta.resourceVersion"] = "An opaque value that represents the internal version of this object that can be used by clients to " +
            "determine when objects have changed. May be used for optimistic concurrency, change detection, and " +
            "the watch operation on a resource or set of resources. Clients must treat these values as opaque and " +
            "passed unmodified back to the server. They may only be valid for a particular resource or set of " +
            "resources.\n\nPopulated by the system. Read-only. Value must be treated as opaque by clients and . " +
            "More info: " +
            $"{Conventions}#concurrency-control-and-consistency",
        ["meta.selfLink"] = "Deprecated: selfLink is a legacy read-only field that is no longer populated by the system.",
        ["meta.uid"] = "UID is the unique in time and space value for this object. It is typically generated by the server " +
            "on successful creation of a resource and is not allowed to change on PUT operations.\n\nPopulated by " +
            "the system. Read-only. More info: " +
            "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#uids",
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
