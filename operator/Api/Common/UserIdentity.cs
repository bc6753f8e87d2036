using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>An identity as the API server authenticated it.</summary>
/// <remarks>
/// Admission refuses an object whose identity is not its creator's, so nobody can
/// write another's name here.
/// </remarks>
public sealed record UserIdentity
{
    /// <summary>The authenticated username.</summary>
    [Required]
    [Text(256, 1)]
    public string Username { get; set; } = "";

    /// <summary>The user's unique id, where the authenticator gives one.</summary>
    [Text(256)]
    public string? Uid { get; set; }

    /// <summary>Groups of the user that this object relies on: some or all of those that the API server authenticated.</summary>
    [Size(128)]
    [Text(256, 1)]
    [ListType]
    public IReadOnlyList<string> Groups { get; set; } = [];

    /// <summary>
    /// What the API server knows of the user's session besides (userInfo.extra): some or all of it, under its own keys. A segment may
    /// demand claims such as the factors of the login.
    /// </summary>
    [Size(16)]
    [Text(1024)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Claims { get; set; }
}
