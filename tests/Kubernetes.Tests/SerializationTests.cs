using System.Text.Json;

namespace SegmentOperator.Kubernetes.Tests;

public class SerializationTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, 891, TimeSpan.FromHours(2));

    [Fact]
    public void Times_are_written_in_whole_seconds_and_micro_times_in_microseconds_both_in_utc()
    {
        var lease = new Lease
        {
            Metadata = new() { Name = "l", Namespace = "n", CreationTimestamp = Time },
            Spec = new() { RenewTime = Time, LeaseTransitions = 0 },
        };

        Assert.Equal(
            """{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l","namespace":"n","creationTimestamp":"2026-03-04T03:06:07Z"},"spec":{"renewTime":"2026-03-04T03:06:07.891000Z","leaseTransitions":0}}""",
            JsonSerializer.Serialize(lease, Lease.ResourceType.Json));
    }

    [Fact]
    public void Items_of_a_list_know_their_kind_although_the_server_leaves_it_out()
    {
        var list = JsonSerializer.Deserialize(
            """{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"p","managedFields":[{"manager":"x"}]},"unknown":1}]}""",
            Pod.ResourceType.ListJson)!;

        Assert.Equal(("v1", "Pod", "p"), (list.Items[0].ApiVersion, list.Items[0].Kind, list.Items[0].Metadata.Name));
    }

    [Fact]
    public void A_restricted_pod_is_written_as_kubernetes_spells_it()
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "p", Namespace = "n" },
            Spec = new()
            {
                HostPID = false,
                SecurityContext = new() { RunAsNonRoot = true, FsGroup = 1, SeccompProfile = new() { Type = "RuntimeDefault" } },
                Volumes = [new() { Name = "v", DownwardApi = new() { Items = [] } }],
                Containers = [new() { Name = "c", Ports = [new() { ContainerPortNumber = 80 }] }],
            },
        };

        Assert.Equal(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n"},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}]}],"volumes":[{"name":"v","downwardAPI":{"items":[]}}],"hostPID":false,"securityContext":{"runAsNonRoot":true,"fsGroup":1,"seccompProfile":{"type":"RuntimeDefault"}}}}""",
            JsonSerializer.Serialize(pod, Pod.ResourceType.Json));
    }

    [Fact]
    public void Ports_are_numbers_or_names_and_stay_what_they_were()
    {
        const string text = """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"p"},"spec":{"podSelector":{},"egress":[{"ports":[{"port":443},{"port":"dns"}],"to":[{"ipBlock":{"cidr":"10.0.0.0/8"}}]}]}}""";

        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, NetworkPolicy.ResourceType.Json)!, NetworkPolicy.ResourceType.Json));
    }

    [Fact]
    public void A_copy_shares_nothing()
    {
        var map = new ConfigMap { Metadata = new() { Name = "m", Labels = new() { ["a"] = "b" } } };
        var copy = map.DeepCopy();
        copy.Metadata.Labels!["a"] = "c";

        Assert.Equal("b", map.Metadata.Labels["a"]);
    }
}
