namespace SegmentOperator.Policy.Cel;

public readonly partial struct CelValue
{
    /// <summary>CEL's own equality: numbers compare across types, NaN equals nothing, lists and maps compare by content.</summary>
    public bool Equals(CelValue other) => CelEquality.AreEqual(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CelValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => CelEquality.Hash(this);

    /// <summary>CEL's equality.</summary>
    public static bool operator ==(CelValue left, CelValue right) => left.Equals(right);

    /// <summary>CEL's inequality.</summary>
    public static bool operator !=(CelValue left, CelValue right) => !left.Equals(right);

    /// <summary>The value for people who debug: a CEL literal, or the error's message.</summary>
    public override string ToString() => CelText.Write(this);
}
