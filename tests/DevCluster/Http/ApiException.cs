using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Http;

/// <summary>A refusal: the Kubernetes Status that answers the request. <see cref="ApiErrors"/> makes them.</summary>
internal sealed class ApiException(JsonObject status) : Exception(status["message"]?.GetValue<string>())
{
    public JsonObject Status { get; } = status;

    public int Code => Status["code"]!.GetValue<int>();

    public string Reason => Status["reason"]?.GetValue<string>() ?? "";
}
