namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Looks for how the outermost class declares its sharing. Inner ones and interfaces follow their own rules; triggers always run without.</summary>
internal sealed class ApexDeclaration
{
    private bool _afterSharing;
    private bool _isDone;

    /// <returns>Whether this token is that of a class without a declaration; at most once.</returns>
    public bool Read(ApexToken token)
    {
        if (_isDone)
            return false;
        var isClass = token.Is("class");
        _isDone = isClass || token.Is("{") || token.Is("interface") || token.Is("enum") || token.Is("@istest");
        var isBare = isClass && !_afterSharing;
        _afterSharing = token.Is("sharing");
        return isBare;
    }
}
