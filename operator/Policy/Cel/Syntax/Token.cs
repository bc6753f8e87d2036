namespace SegmentOperator.Policy.Cel.Syntax;

internal enum TokenKind
{
    End,
    Identifier,
    QuotedField,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Symbol,
}

/// <summary>A token: where it is, its text, and, for a literal, what it stands for.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, CelValue Value = default)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Identifier && Text == word;

    public string Shown => Kind == TokenKind.End ? "<EOF>" : Text;
}
