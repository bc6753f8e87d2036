namespace SegmentOperator.Sigstore;

/// <summary>A subject alternative name.</summary>
internal sealed record AlternativeName(AlternativeNameKind Kind, string Value);

/// <summary>The kinds of names that are used as identities; others are kept as <see cref="Other"/> and match nothing.</summary>
internal enum AlternativeNameKind
{
    Uri,
    Email,
    Dns,
    Address,
    OtherName,
    Other,
}
