using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Http;

/// <summary>A write on its way: what it is about, who asks, and how.</summary>
internal sealed record WriteRequest(ResourceInfo Resource, string Namespace, string Name, UserInfo User)
{
    public string Subresource { get; init; } = "";

    public bool DryRun { get; init; }

    /// <summary>Whether it is judged like any other and then not stored, because nothing here would carry it out.</summary>
    public bool OnlyJudge { get; init; }

    /// <summary>Who becomes the owner of what is written.</summary>
    public string Manager { get; init; } = "unknown";

    /// <summary>Ignore, Warn or Strict.</summary>
    public string FieldValidation { get; init; } = "Ignore";

    /// <summary>The options as admission sees them.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>Warnings for the answer.</summary>
    public List<string> Warnings { get; } = [];
}

/// <summary>The body or query of a deletion.</summary>
internal sealed record DeleteOptions(
    long? GracePeriodSeconds = null,
    string? PropagationPolicy = null,
    string? Uid = null,
    string? ResourceVersion = null,
    JsonObject? Json = null);
