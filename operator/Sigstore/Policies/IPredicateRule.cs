namespace SegmentOperator.Sigstore;

/// <summary>A rule over an attestation's predicate. An implementation is pure and safe for several threads.</summary>
public interface IPredicateRule
{
    /// <summary>Everything about the rule that bears on its answer, in one text: part of the policy's hash.</summary>
    string Canonical { get; }

    /// <summary>Whether the rule holds. An exception counts as <see cref="PredicateAnswer.Failed"/>.</summary>
    PredicateAnswer Evaluate(Predicate predicate);
}

/// <summary>A predicate whose signer is verified.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Json">Its JSON in UTF-8: within the limits on nesting and without a key twice.</param>
/// <param name="Signer">Who made it, and when.</param>
public sealed record Predicate(string Type, ReadOnlyMemory<byte> Json, SignerEvidence Signer);

/// <summary>A rule's answer.</summary>
public abstract record PredicateAnswer
{
    private PredicateAnswer()
    {
    }

    /// <summary>It holds.</summary>
    public static PredicateAnswer Holds { get; } = new Held();

    /// <summary>It does not hold.</summary>
    /// <param name="Message">What is wrong, in a sentence without a full stop; null where the rule says nothing.</param>
    public sealed record Violated(string? Message = null) : PredicateAnswer;

    /// <summary>It could not be evaluated on this predicate. That denies, like a violation, and is told apart from one.</summary>
    /// <param name="Message">Why, in a sentence without a full stop.</param>
    public sealed record Failed(string Message) : PredicateAnswer;

    private sealed record Held : PredicateAnswer;
}
