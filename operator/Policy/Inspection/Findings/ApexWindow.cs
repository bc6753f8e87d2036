namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>The next few tokens of a source, so that nobody holds all of them.</summary>
internal sealed class ApexWindow
{
    private readonly ApexTokenizer _tokenizer;
    private readonly ApexToken[] _tokens;
    private int _first;

    public ApexWindow(ApexTokenizer tokenizer, int size)
    {
        (_tokenizer, _tokens) = (tokenizer, new ApexToken[size]);
        while (Count < size && tokenizer.Next(out var token))
            _tokens[Count++] = token;
    }

    /// <summary>How many are left, up to the window's size.</summary>
    public int Count { get; private set; }

    /// <summary>From 0, the token that the window begins with.</summary>
    public ApexToken this[int index] => _tokens[(_first + index) % _tokens.Length];

    /// <summary>Moves on by one token.</summary>
    public void Advance()
    {
        if (_tokenizer.Next(out var token))
            _tokens[_first] = token;
        else
            Count--;
        _first = (_first + 1) % _tokens.Length;
    }
}
