using System.Globalization;

namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>
/// Parses by recursive descent, from the loosest operator to the tightest. Throws <see cref="CelSyntaxException"/> and
/// nothing else; how deep it goes is bounded, so that no text can exhaust the stack.
/// </summary>
internal sealed partial class Parser
{
    private const string ExpectedHere =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private readonly Lexer _lexer;
    private readonly SyntaxOptions _options;
    private Token _token;
    private int _depth;

    private Parser(string source, SyntaxOptions options)
    {
        _options = options;
        _lexer = new Lexer(source);
        _token = _lexer.Next();
    }

    public static Expr Parse(string source, SyntaxOptions options)
    {
        var parser = new Parser(source, options);
        var result = parser.Conditional();
        if (parser._token.Kind != TokenKind.End)
            throw parser.Fail($"Syntax error: mismatched input '{parser._token.Shown}' expecting <EOF>");
        return result;
    }

    private static Expr Bounded(Expr node) => node.Depth <= CelEnvironment.MaxDepth
        ? node
        : throw new CelSyntaxException(node.Position, $"expression recursion limit exceeded: {CelEnvironment.MaxDepth}");

    private static Expr Operation(string function, int position, params Expr[] arguments) =>
        Bounded(new CallExpr(function, target: null, arguments, position));

    private CelSyntaxException Fail(string message) => new(_token.Position, message);

    private Token Take()
    {
        var token = _token;
        _token = _lexer.Next();
        return token;
    }

    private bool TakeIf(string symbol)
    {
        if (!_token.Is(symbol))
            return false;
        Take();
        return true;
    }

    private Token Expect(string symbol) =>
        _token.Is(symbol) ? Take() : throw Fail($"Syntax error: mismatched input '{_token.Shown}' expecting '{symbol}'");

    private Expr Conditional()
    {
        if (++_depth > CelEnvironment.MaxDepth)
            throw Fail($"expression recursion limit exceeded: {CelEnvironment.MaxDepth}");
        var condition = Or();
        if (_token.Is("?"))
        {
            var position = Take().Position;
            var yes = Or();
            Expect(":");
            condition = Operation(Operators.Conditional, position, condition, yes, Conditional());
        }

        _depth--;
        return condition;
    }

    private Expr Or() => Logical("||", isAnd: false, And);

    private Expr And() => Logical("&&", isAnd: true, Relation);

    private Expr Logical(string symbol, bool isAnd, Func<Expr> operand)
    {
        var first = operand();
        if (!_token.Is(symbol))
            return first;
        var position = _token.Position;
        List<Expr> operands = [first];
        while (TakeIf(symbol))
            operands.Add(operand());
        return Bounded(new LogicalExpr(isAnd, [.. operands], position));
    }

    private Expr Relation()
    {
        var left = Sum();
        while (RelationName() is { } name)
        {
            var position = Take().Position;
            left = Operation(name, position, left, Sum());
        }

        return left;
    }

    private string? RelationName() => _token.Kind switch
    {
        TokenKind.Symbol => _token.Text switch
        {
            "<" => Operators.Less,
            "<=" => Operators.LessEqual,
            ">" => Operators.Greater,
            ">=" => Operators.GreaterEqual,
            "==" => Operators.Equal,
            "!=" => Operators.NotEqual,
            _ => null,
        },
        TokenKind.Identifier when _token.Text == "in" => Operators.In,
        _ => null,
    };

    private Expr Sum()
    {
        var left = Product();
        while (_token.Is("+") || _token.Is("-"))
        {
            var token = Take();
            left = Operation(token.Text == "+" ? Operators.Add : Operators.Subtract, token.Position, left, Product());
        }

        return left;
    }

    private Expr Product()
    {
        var left = Unary();
        while (_token.Is("*") || _token.Is("/") || _token.Is("%"))
        {
            var token = Take();
            var name = token.Text switch { "*" => Operators.Multiply, "/" => Operators.Divide, _ => Operators.Modulo };
            left = Operation(name, token.Position, left, Unary());
        }

        return left;
    }

    /// <summary>An even number of signs cancels out, as in every CEL implementation.</summary>
    private Expr Unary()
    {
        if (!_token.Is("!") && !_token.Is("-"))
            return Member(Primary());
        var first = Take();
        var count = 1;
        while (_token.Is(first.Text))
        {
            Take();
            count++;
        }

        var isNumber = _token.Kind is TokenKind.Int or TokenKind.Double;
        if (first.Text == "-" && isNumber && count % 2 == 1)
            return Member(NumberLiteral(Take(), negative: true));
        var operand = Member(Primary());
        if (count % 2 == 0)
            return operand;
        return Operation(first.Text == "!" ? Operators.LogicalNot : Operators.Negate, first.Position, operand);
    }

    private static LiteralExpr NumberLiteral(Token token, bool negative)
    {
        if (token.Kind == TokenKind.Double)
            return new LiteralExpr(CelValue.Of(negative ? -token.Value.AsDouble() : token.Value.AsDouble()), token.Position);
        var hexadecimal = token.Text.Length > 1 && token.Text[1] is 'x' or 'X';
        var digits = hexadecimal ? token.Text.AsSpan(2) : token.Text;
        var style = hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        var limit = (ulong)long.MaxValue + (negative ? 1u : 0u);
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var magnitude) || magnitude > limit)
            throw new CelSyntaxException(token.Position, "invalid int literal");
        return new LiteralExpr(CelValue.Of(unchecked(negative ? -(long)magnitude : (long)magnitude)), token.Position);
    }
}
