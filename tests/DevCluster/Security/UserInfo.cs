namespace SegmentOperator.DevCluster.Security;

/// <summary>Who makes a request, as authenticated (or impersonated).</summary>
/// <param name="Username">The name, <c>system:anonymous</c> without credentials.</param>
/// <param name="Uid">The uid, or empty.</param>
/// <param name="Groups">All groups, including <c>system:authenticated</c>.</param>
/// <param name="Extra">Further attributes by name.</param>
internal sealed record UserInfo(
    string Username,
    string Uid,
    IReadOnlyList<string> Groups,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    public const string Masters = "system:masters";

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoExtra =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The identity of in-process controllers and of the node: everything is allowed.</summary>
    public static readonly UserInfo System = new("system:apiserver", "", [Masters, "system:authenticated"], NoExtra);

    public bool IsMaster => Groups.Contains(Masters);
}
