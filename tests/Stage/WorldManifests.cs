using System.Text;

namespace SegmentOperator.Stage;

/// <summary>The world's YAML, as a platform team would write it.</summary>
public static class WorldManifests
{
    /// <summary>The connected app's consumer key.</summary>
    public const string ClientId = "3MVG9.segment.finance";

    /// <summary>The user that deploys, and does nothing else.</summary>
    public const string IntegrationUser = "deploy.finance@acme.example";

    /// <summary>The label, with the value <see cref="Tests"/>, of the team's namespace: worlds that were killed are known by it.</summary>
    public const string PartOf = "app.kubernetes.io/part-of";

    /// <summary>The value of <see cref="PartOf"/>.</summary>
    public const string Tests = "segment-operator-tests";

    /// <summary>The team's namespace, and who may make requests there.</summary>
    public const string Namespaces = $$"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: team-revenue
          labels:
            {{PartOf}}: {{Tests}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: segment-requester, namespace: team-revenue}
        rules:
        - {apiGroups: [segment-operator.dev], resources: [deploymentrequests, accessgrants, approvals], verbs: [get, list, watch, create, patch, delete]}
        - {apiGroups: [""], resources: [events], verbs: [get, list, watch]}
        - {apiGroups: [events.k8s.io], resources: [events], verbs: [get, list, watch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: segment-requester, namespace: team-revenue}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: segment-requester}
        subjects:
        - {kind: Group, name: developers, apiGroup: rbac.authorization.k8s.io}
        - {kind: Group, name: investigators, apiGroup: rbac.authorization.k8s.io}
        - {kind: Group, name: guests, apiGroup: rbac.authorization.k8s.io}
        - {kind: Group, name: managers, apiGroup: rbac.authorization.k8s.io}
        - {kind: Group, name: security, apiGroup: rbac.authorization.k8s.io}
        - {kind: Group, name: gitops, apiGroup: rbac.authorization.k8s.io}
        """;

    /// <summary>A segment with the org as its target; runs of it are signed by the given key.</summary>
    public static string Segment(World world, string name, string publicKeyPem, string title) => $"""
        apiVersion: segment-operator.dev/v1alpha1
        kind: Segment
        metadata:
          name: {name}
        spec:
          displayName: {title}
          governance:
            owner: {"{kind: Group, name: developers}"}
            sponsor: Chief Revenue Officer
            contacts:
            - {"{role: Security, email: security@acme.example}"}
            reviewEvery: 90d
          environment: Production
          posture: Standard
          frameworks: [GDPR]
          data:
          - {"{type: CustomObject, names: [Invoice__c, Invoice_Line__c], sensitivity: Confidential}"}
          - {"{type: ApexClass, names: [\"Invoice*\"]}"}
          - {"{type: ApexTrigger, names: [\"Invoice*\"]}"}
          - {"{type: Flow, names: [\"Invoice*\"]}"}
          - {"{type: PermissionSet, names: [\"Revenue_*\"]}"}
          - {"{type: ConfigMap, names: [\"*\"]}"}
          - {"{type: ResourceQuota, names: [\"*\"]}"}
          personas:
          - name: revenue-developers
            subjects: [{"{kind: Group, name: developers}"}]
            justification: They build and operate revenue recognition.
            mayRequest: [Deploy, Access]
          - name: investigators
            subjects: [{"{kind: Group, name: investigators}"}]
            justification: They look into incidents.
            mayRequest: [Access]
          artifacts:
            repositories: ["{world.Registry.Host}/sf/{name}/**"]
            authorities:
            - name: release
              key:
                data: |
        {Indent(publicKeyPem, 18)}
          roles:
          - name: investigator
            kubernetes: {"{clusterRole: view}"}
            maxDuration: 4h
          egress:
          - {"{cidr: 127.0.0.1/32, ports: [443]}"}
          target:
            salesforce:
              loginUrl: {world.Org.InstanceUrl}
              instanceUrl: {world.Org.InstanceUrl}
              clientId: {ClientId}
              username: {IntegrationUser}
              privateKeySecretRef: {"{name: finance-org, key: private-key}"}
              apiVersion: "62.0"
          runner:
            timeout: 5m
        """;

    /// <summary>A request as a developer writes it.</summary>
    public static string Request(string name, string segment, string artifact, string requester = "alice", string group = "developers", string operation = "Deploy") => $"""
        apiVersion: segment-operator.dev/v1alpha1
        kind: DeploymentRequest
        metadata:
          name: {name}
          namespace: {World.TeamNamespace}
        spec:
          segment: {segment}
          requester: {"{"}username: {requester}, uid: u-{requester}, groups: [{group}]{"}"}
          artifact: {artifact}
          operation: {operation}
          justification: Quarter-end close needs the new totals.
          ticket: CHG-1234
        """;

    /// <summary>A grant as a developer writes it.</summary>
    public static string Grant(string name, string segment, string duration, string subject = "bob", string requester = "alice", string group = "developers", string role = "investigator") => $"""
        apiVersion: segment-operator.dev/v1alpha1
        kind: AccessGrant
        metadata:
          name: {name}
          namespace: {World.TeamNamespace}
        spec:
          segment: {segment}
          requester: {"{"}username: {requester}, uid: u-{requester}, groups: [{group}]{"}"}
          subject: {"{"}kind: User, name: {subject}{"}"}
          role: {role}
          duration: {duration}
          justification: Incident INC-42.
        """;

    internal static string OrgKeySecret(string base64) => $"""
        apiVersion: v1
        kind: Secret
        metadata: {"{name: finance-org, namespace: segment-system}"}
        type: Opaque
        data:
          private-key: {base64}
        """;

    /// <summary>A kubeconfig of whoever holds the token.</summary>
    public static string TokenKubeconfig(Uri server, string caPem, string token) => $"""
        apiVersion: v1
        kind: Config
        current-context: operator
        contexts: [{"{name: operator, context: {cluster: dev, user: operator}}"}]
        clusters:
        - name: dev
          cluster:
            server: {server.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(caPem))}
        users:
        - name: operator
          user:
            token: {token}
        """;

    private static string Indent(string text, int spaces) =>
        string.Join('\n', text.Trim().Split('\n').Select(line => new string(' ', spaces) + line));
}
