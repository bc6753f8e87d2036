using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Http;

/// <summary>A request for a resource that exists, by someone who may.</summary>
internal sealed record ApiRequest(HttpContext Http, RequestInfo Info, ResourceInfo Resource, UserInfo User)
{
    public IQueryCollection Query => Http.Request.Query;

    /// <summary>The first value of a query parameter, or null.</summary>
    public string? Asked(string name) => Query[name].FirstOrDefault();

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The namespace, as far as the resource has one.</summary>
    public string Namespace => Resource.Namespaced ? Info.Namespace : "";

    public AnswerForm Form => MediaTypes.Negotiate(Http.Request, Resource.IsCustom) is var form && Resource.IsListedOnly ? form with { As = "" } : form;

    /// <summary>Who becomes the owner of written fields: what the query says, or the program that calls.</summary>
    public string ManagerOf(WriteOptions options)
    {
        if (options.FieldManager.Length > 0)
            return options.FieldManager;
        var agent = Http.Request.Headers.UserAgent.ToString().Split('/')[0];
        return agent.Length == 0 ? "unknown" : agent.Length > 128 ? agent[..128] : agent;
    }

    public WriteRequest Write(WriteOptions options, string optionsKind, string name)
    {
        var write = new WriteRequest(Resource, Namespace, name, User)
        {
            Subresource = Info.Subresource,
            DryRun = options.DryRun,
            Manager = ManagerOf(options),
            FieldValidation = options.FieldValidation,
            Options = options.ToJson(optionsKind),
        };
        // A refusal carries the warnings that came before it.
        Http.Items[nameof(WriteRequest.Warnings)] = write.Warnings;
        return write;
    }
}
