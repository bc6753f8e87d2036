using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.AccessGrants.Salesforce;
using SegmentOperator.Manager.Approvals;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Clocks;
using SegmentOperator.Manager.Decisions;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Governance;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Inspections;
using SegmentOperator.Manager.Notifications;
using SegmentOperator.Manager.Runs;
using SegmentOperator.Manager.Runs.Clusters;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Runs.Salesforce;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.Segments.Isolation;
using SegmentOperator.Manager.Status;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Oci;
using SegmentOperator.Runtime;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Hosting;

/// <summary>What the operator is made of.</summary>
internal static class ManagerServices
{
    /// <summary>A reconcile of a grant waits for answers and does little else, and many grants can end in one second.</summary>
    private const int GrantWorkers = 4;

    /// <summary>A segment counts its grants once for all that change together.</summary>
    private static readonly TimeSpan CountsSettle = TimeSpan.FromMilliseconds(250);

    public static IServiceCollection AddManager(this IServiceCollection services, ManagerOptions options, TimeProvider clock, KubernetesClientFactory clients)
    {
        services.AddSingleton(options);
        var steady = new SteadyClock(clock);
        services.AddSingleton(steady);
        services.AddSingleton<TimeProvider>(steady);
        services.AddHostedService<ClockWatch>();
        services.AddSingleton(clients);
        services.AddSingleton<ManagerTelemetry>();
        services.AddSingleton(new ClaimKeys(options.ClaimKeys));
        services.AddControllerRuntime(runtime =>
        {
            runtime.HealthAddress = options.BindAddress;
            runtime.InstanceName = options.Identity;
            runtime.LeaderElection.Enabled = options.LeaderElect;
            runtime.LeaderElection.Namespace = options.Namespace;
            runtime.LeaderElection.Name = "segment-operator";
            runtime.LeaderElection.Identity = options.Identity;
            runtime.Jitter = NewRandom();
        });
        services.AddArtifacts(options);
        services.AddSegments();
        services.AddRuns(options);
        services.AddDeploymentRequests(options.Workers);
        services.AddAccessGrants(options.Workers);
        services.AddApprovals();
        return services;
    }

    private static void AddArtifacts(this IServiceCollection services, ManagerOptions options)
    {
        // Read once before anything starts, so that a file that cannot be used ends the program with a message.
        CertificateFile.Read(options.RegistryCaFile, "--registry-ca");
        services.AddSingleton<IReferences>(provider => new ClusterReferences(provider.GetRequiredService<IKubernetesClient>(), options.Namespace));
        services.AddSingleton(provider => new TrustRoots(provider.GetRequiredService<IReferences>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RegistrySettingsReader>();
        services.AddSingleton<SegmentRegistries>();
        services.AddSingleton<ArtifactPuller>();
    }

    private static void AddSegments(this IServiceCollection services)
    {
        services.AddSingleton<TrustPolicy>();
        services.AddSingleton<SegmentLoads>();
        services.AddSingleton<AdmissionGuard>();
        services.AddCache<ValidatingAdmissionPolicy>(cache => cache.WithLabels(Names.ProductSelector));
        services.AddCache<ValidatingAdmissionPolicyBinding>(cache => cache.WithLabels(Names.ProductSelector));
        services.AddSingleton<IsolationKeeper>();
        services.AddSingleton<SegmentDeletion>();
        services.AddSingleton<FinalizerWriter<Segment>>();
        services.AddSingleton<StatusWriter<Segment>>();
        services.AddSingleton<IsolationApplier<Namespace>>();
        services.AddSingleton<IsolationApplier<RoleBinding>>();
        services.AddSingleton<IsolationApplier<ServiceAccount>>();
        services.AddSingleton<IsolationApplier<NetworkPolicy>>();
        services.AddSingleton<IsolationApplier<ResourceQuota>>();
        services.AddSingleton<IsolationApplier<LimitRange>>();
        services.AddCache<NetworkPolicy>(cache => cache.Index(Indexes.ByNamespace, value => [value.Metadata.Namespace!]));
        services.AddCache<RoleBinding>(cache => cache.WithLabels(Names.ManagedBySelector).Index(Indexes.ByOwnerUid, Concern.OwnerUid));
        services.AddCache<ServiceAccount>(cache => cache.WithLabels(Names.ManagedBySelector));
        services.AddCache<ResourceQuota>(cache => cache.WithLabels(Names.ManagedBySelector));
        services.AddCache<LimitRange>(cache => cache.WithLabels(Names.ManagedBySelector));
        services.AddController<SegmentController, Segment>(controller => controller
            .Workers(2)
            .Watches<Segment>(Concern.OtherSegments, when: Concern.IsOfItsSpec)
            .Watches<Namespace>(value => Concern.SegmentOf(value.Metadata.Name!))
            .Watches<RoleBinding>(value => Concern.SegmentOf(value.Metadata.Namespace!), when: Concern.IsNoGrants)
            .Watches<ServiceAccount>(value => Concern.SegmentOf(value.Metadata.Namespace!))
            .Watches<NetworkPolicy>(value => Concern.SegmentOf(value.Metadata.Namespace!))
            .Watches<ResourceQuota>(value => Concern.SegmentOf(value.Metadata.Namespace!))
            .Watches<LimitRange>(value => Concern.SegmentOf(value.Metadata.Namespace!))
            .Watches<DeploymentRequest>(value => [new ObjectKey("", value.Spec.Segment)])
            .Watches<AccessGrant>(Concern.ThatCount, settle: CountsSettle)
            .Watches<Approval>(approval => approval.Spec.Target.Kind == ApprovalTargetKind.Segment ? [new ObjectKey("", approval.Spec.Target.Name)] : [])
            .Watches<ClusterRole>(Concern.ThatNameIt)
            .Watches<ValidatingAdmissionPolicy>(Concern.EverySegment<ValidatingAdmissionPolicy>)
            .Watches<ValidatingAdmissionPolicyBinding>(Concern.EverySegment<ValidatingAdmissionPolicyBinding>));
    }

    private static void AddRuns(this IServiceCollection services, ManagerOptions options)
    {
        services.AddTokens(options);
        services.AddSingleton<TargetTurn>();
        services.AddSingleton<ICredentialHandover, SecretHandover>();
        services.AddSingleton<ICredentialIssuer, SalesforceIssuer>();
        services.AddSingleton<ICredentialIssuer, KubernetesIssuer>();
        services.AddSingleton<RunFiles>();
        services.AddSingleton<RunImage>();
        services.AddSingleton<PodRelease>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<RunFollower>();
        services.AddCache<Pod>(cache => cache.WithLabels(Names.ManagedBySelector).Index(Indexes.ByNamespace, value => [value.Metadata.Namespace!]));
    }

    private static void AddDeploymentRequests(this IServiceCollection services, int workers)
    {
        services.AddSingleton<ArtifactChecks>();
        services.AddSingleton<ApprovalStep>();
        services.AddSingleton<SegmentRulebooks>();
        services.AddSingleton<PackageInspections>();
        services.AddSingleton<RequestHistory>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<PackageDecision>();
        services.AddSingleton<EmergencyChanges>();
        services.AddSingleton<WindowStep>();
        services.AddSingleton<Authorization>();
        services.AddSingleton<Aftermath>();
        services.AddSingleton<FinalizerWriter<DeploymentRequest>>();
        services.AddSingleton<StatusWriter<DeploymentRequest>>();
        services.AddSingleton<RequestStatusWriter>();
        services.AddController<DeploymentRequestController, DeploymentRequest>(controller => controller
            .Workers(workers)
            .Index(Indexes.BySegment, request => [request.Spec.Segment])
            .Index(Indexes.ByTarget, TargetTurn.KeysOf)
            .Index(Indexes.Unreviewed, EmergencyChanges.KeysOf)
            .Watches<Pod>(pod => RunPod.RequestOf(pod) is { } key ? [key] : [])
            .Watches<Segment>(Concern.Unfinished, when: SegmentNews.Matters)
            .Watches<Approval>(approval => Concern.TargetOf(approval, ApprovalTargetKind.DeploymentRequest))
            .Watches<AccessGrant>(Concern.Emergencies)
            .Watches<DeploymentRequest>(Concern.NextInTurn));
    }

    private static void AddAccessGrants(this IServiceCollection services, int workers)
    {
        services.AddCache<ClusterRole>();
        services.AddSingleton(provider => new Notifier(
            TokenHttp.Create(null),
            provider.GetRequiredService<IKubernetesClient>(),
            provider.GetRequiredService<ManagerOptions>(),
            provider.GetRequiredService<ManagerTelemetry>(),
            provider.GetRequiredService<ILogger<Notifier>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BreakGlassDesk>();
        services.AddSingleton<AccessProof>();
        services.AddSingleton<IGrantAccess, GrantBindings>();
        services.AddSingleton<UntouchedGrants>();
        services.AddSingleton<IGrantAccess, PermissionSetGrants>();
        services.AddSingleton<OrgAccess>();
        services.AddSingleton<OrgWork>();
        services.AddSingleton<SecretReaders>();
        services.AddSingleton<StandingAccess>();
        services.AddSingleton<GovernanceMetrics>();
        services.AddSingleton<Retention>();
        services.AddSingleton<GrantHistory>();
        services.AddSingleton<GrantRevocation>();
        services.AddSingleton<FinalizerWriter<AccessGrant>>();
        services.AddSingleton<StatusWriter<AccessGrant>>();
        services.AddController<AccessGrantController, AccessGrant>(controller => controller
            .Workers(workers * GrantWorkers)
            .Index(Indexes.BySegment, grant => [grant.Spec.Segment])
            .Index(Indexes.ByUid, grant => [grant.Metadata.Uid!])
            .Index(Indexes.Unreviewed, BreakGlassDesk.KeysOf)
            .Cache(cache => cache.Trim(GrantThrift.Share))
            .Watches<RoleBinding>(Concern.TouchedGrant)
            .Watches<Approval>(approval => Concern.TargetOf(approval, ApprovalTargetKind.AccessGrant))
            .Watches<Segment>(Concern.Unended, when: SegmentNews.Matters)
            .FirstAt(GrantJudge.EndOf));
    }

    private static void AddApprovals(this IServiceCollection services)
    {
        services.AddSingleton<ApprovalGate>();
        services.AddSingleton<Recertification>();
        services.AddSingleton<StatusWriter<Approval>>();
        services.AddController<ApprovalController, Approval>(controller => controller
            .Workers(2)
            .Index(Indexes.ByTargetUid, approval => [approval.Spec.Target.Uid])
            .Watches<DeploymentRequest>(services => Concern.ApprovalsOf<DeploymentRequest>(services))
            .Watches<AccessGrant>(services => Concern.ApprovalsOf<AccessGrant>(services)));
    }

    private static void AddTokens(this IServiceCollection services, ManagerOptions options)
    {
        // Read once before anything starts, so that a file that cannot be used ends the program with a message.
        CertificateFile.Read(options.TargetCaFile, "--target-ca");
        services.AddSingleton<OrgTrust>();
        services.AddSingleton<SalesforceTokenClient>();
    }

    private static Random NewRandom() => new(RandomNumberGenerator.GetInt32(int.MaxValue));
}
