namespace SegmentOperator.Policy.Cel.Syntax;

internal sealed partial class Parser
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    };

    private Expr Member(Expr operand)
    {
        while (true)
        {
            if (_token.Is("."))
                operand = Dot(operand);
            else if (_token.Is("["))
                operand = Index(operand);
            else if (_token.Is("{") && TypeName(operand) is { } typeName)
                operand = Struct(typeName);
            else
                return operand;
        }
    }

    private Expr Dot(Expr operand)
    {
        var position = Take().Position;
        var optional = TakeIf("?");
        if (_token.Kind == TokenKind.QuotedField)
            return Bounded(new SelectExpr(operand, Take().Text, optional, testOnly: false, position));
        if (_token.Kind != TokenKind.Identifier || _token.Text == "in")
            throw Fail($"Syntax error: no viable alternative at input '.{_token.Shown}'");
        var name = Take();
        if (optional || !_token.Is("("))
            return Bounded(new SelectExpr(operand, name.Text, optional, testOnly: false, position));
        var open = Take().Position;
        var arguments = Arguments(")");
        return Bounded(Macros.Expand(_options, name.Text, operand, arguments, open) ?? new CallExpr(name.Text, operand, arguments, open));
    }

    private Expr Index(Expr operand)
    {
        var position = Take().Position;
        var name = TakeIf("?") ? Operators.OptionalIndex : Operators.Index;
        var index = Conditional();
        Expect("]");
        return Operation(name, position, operand, index);
    }

    private Expr Primary()
    {
        switch (_token.Kind)
        {
            case TokenKind.Int or TokenKind.Double:
                return NumberLiteral(Take(), negative: false);
            case TokenKind.Uint or TokenKind.String or TokenKind.Bytes:
                var literal = Take();
                return new LiteralExpr(literal.Value, literal.Position);
            case TokenKind.Identifier:
                return Name(_token.Position, "");
            case TokenKind.Symbol when _token.Text == ".":
                var dot = Take().Position;
                return _token.Kind == TokenKind.Identifier ? Name(dot, ".") : throw Unexpected();
            case TokenKind.Symbol when _token.Text == "(":
                Take();
                var inner = Conditional();
                Expect(")");
                return inner;
            case TokenKind.Symbol when _token.Text == "[":
                return List();
            case TokenKind.Symbol when _token.Text == "{":
                return Map();
            default:
                throw Unexpected();
        }
    }

    private CelSyntaxException Unexpected() => Fail($"Syntax error: mismatched input '{_token.Shown}' expecting {ExpectedHere}");

    private Expr Name(int position, string prefix)
    {
        if (_token.IsWord("in"))
            throw Unexpected();
        var name = Take();
        if (prefix.Length == 0 && Constant(name) is { } constant)
            return constant;
        if (!_options.HasFlag(SyntaxOptions.ReservedNames) && Reserved.Contains(name.Text))
            throw new CelSyntaxException(name.Position, $"reserved identifier: {name.Text}");
        if (!_token.Is("("))
            return new IdentExpr(prefix + name.Text, position);
        var open = Take().Position;
        var arguments = Arguments(")");
        return Bounded(Macros.Expand(_options, name.Text, target: null, arguments, open)
            ?? new CallExpr(name.Text, target: null, arguments, open));
    }

    private static LiteralExpr? Constant(Token name) => name.Text switch
    {
        "true" => new LiteralExpr(CelValue.True, name.Position),
        "false" => new LiteralExpr(CelValue.False, name.Position),
        "null" => new LiteralExpr(CelValue.Null, name.Position),
        _ => null,
    };

    private Expr[] Arguments(string close)
    {
        List<Expr> arguments = [];
        while (!_token.Is(close))
        {
            arguments.Add(Conditional());
            if (!_token.Is(close))
                Expect(",");
            else
                break;
            if (_token.Is(close))
                throw Unexpected();
        }

        Expect(close);
        return [.. arguments];
    }

    private Expr List()
    {
        var position = Take().Position;
        List<Expr> elements = [];
        List<bool> optional = [];
        while (!_token.Is("]"))
        {
            optional.Add(TakeIf("?"));
            elements.Add(Conditional());
            if (!TakeIf(","))
                break;
        }

        Expect("]");
        return Bounded(new ListExpr([.. elements], optional.Contains(true) ? [.. optional] : null, position));
    }

    private Expr Map()
    {
        var position = Take().Position;
        List<MapEntryExpr> entries = [];
        while (!_token.Is("}"))
        {
            var optional = TakeIf("?");
            var key = Conditional();
            Expect(":");
            entries.Add(new MapEntryExpr(key, Conditional(), optional));
            if (!TakeIf(","))
                break;
        }

        Expect("}");
        return Bounded(new MapExpr([.. entries], position));
    }

    /// <summary>The dotted name before a brace; null where the operand is no plain chain of names.</summary>
    private static string? TypeName(Expr operand) => operand switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr { Optional: false, TestOnly: false } select when TypeName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private Expr Struct(string typeName)
    {
        var position = Take().Position;
        List<StructFieldExpr> fields = [];
        while (!_token.Is("}"))
        {
            var optional = TakeIf("?");
            if (_token.Kind is not (TokenKind.Identifier or TokenKind.QuotedField))
            {
                var others = optional ? "" : fields.Count > 0 ? "'}', '?', " : "'}', ',', '?', ";
                throw Fail($"Syntax error: mismatched input '{_token.Shown}' expecting {{{others}IDENTIFIER, ESC_IDENTIFIER}}");
            }

            var name = Take();
            var colon = Expect(":").Position;
            fields.Add(new StructFieldExpr(name.Text, Conditional(), optional, colon));
            if (!TakeIf(","))
                break;
        }

        Expect("}");
        return Bounded(new StructExpr(typeName, [.. fields], position));
    }
}
