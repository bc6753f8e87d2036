namespace SegmentOperator.SalesforceSim;

/// <summary>One component of metadata.</summary>
/// <param name="Type">The metadata type: <c>CustomField</c>.</param>
/// <param name="FullName">Its full name: <c>Invoice__c.Amount__c</c>.</param>
/// <param name="Hash">SHA-256 of its source, in lower-case hexadecimal.</param>
/// <param name="FileName">The file that it came in, in a Metadata API zip.</param>
public sealed record SimComponent(string Type, string FullName, string Hash, string FileName)
{
    /// <summary>The text of code, which tests are run from.</summary>
    internal string? Source { get; init; }

    /// <summary>The user permissions that a permission set grants.</summary>
    internal IReadOnlyList<string> UserPermissions { get; init; } = [];

    /// <summary><c>Type:FullName</c>.</summary>
    public string Key => $"{Type}:{FullName}";
}
