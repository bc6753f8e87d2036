namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>How sensitive a segment's data is; a greater value is more so.</summary>
public enum Sensitivity
{
    /// <summary>For everyone.</summary>
    Public,

    /// <summary>For everyone inside.</summary>
    Internal,

    /// <summary>For those who need it for their work.</summary>
    Confidential,

    /// <summary>Harm to people or the company if it leaks.</summary>
    Restricted,
}
