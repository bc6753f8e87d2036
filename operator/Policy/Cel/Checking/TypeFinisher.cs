using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Checking;

/// <summary>After a check without issues, writes into every node what its type came to; what nothing determined is dyn.</summary>
internal sealed class TypeFinisher(Substitution substitution)
{
    public void Finish(Expr? node)
    {
        if (node is null)
            return;
        node.Type = substitution.Apply(node.Type, unboundToDyn: true);
        foreach (var child in ExprChildren.Of(node))
            Finish(child);
    }
}
