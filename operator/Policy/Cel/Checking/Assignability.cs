namespace SegmentOperator.Policy.Cel.Checking;

/// <summary>Decides which types fit where, binding type parameters on the way: the unification that CEL's specification describes.</summary>
internal sealed class Assignability(Substitution substitution)
{
    /// <summary>Whether a value of the first type can stand where the second is wanted. Binds only when it can.</summary>
    public bool IsAssignable(CelType from, CelType to)
    {
        var mark = substitution.Mark;
        if (Fits(from, to))
            return true;
        substitution.UndoTo(mark);
        return false;
    }

    /// <summary>The same for arguments, all or none.</summary>
    public bool AreAssignable(IReadOnlyList<CelType> from, IReadOnlyList<CelType> to)
    {
        var mark = substitution.Mark;
        if (AllFit(from, to))
            return true;
        substitution.UndoTo(mark);
        return false;
    }

    /// <summary>The more general of two types of which one fits the other.</summary>
    public static CelType MostGeneral(CelType a, CelType b) => IsEqualOrLessSpecific(a, b) ? a : b;

    private static bool IsWild(CelType type) => type.Kind is CelKind.Dyn or CelKind.Error;

    private static bool IsEqualOrLessSpecific(CelType a, CelType b)
    {
        if (a.Kind is CelKind.Dyn or CelKind.Parameter)
            return true;
        if (b.Kind is CelKind.Dyn or CelKind.Parameter || a.Kind != b.Kind)
            return false;
        if (a.Kind == CelKind.Type)
            return true;
        if (a.Parameters.Count == 0)
            return a.Equals(b);
        if (a.Name != b.Name || a.Parameters.Count != b.Parameters.Count)
            return false;
        for (var i = 0; i < a.Parameters.Count; i++)
        {
            if (!IsEqualOrLessSpecific(a.Parameters[i], b.Parameters[i]))
                return false;
        }

        return true;
    }

    private bool AllFit(IReadOnlyList<CelType> from, IReadOnlyList<CelType> to)
    {
        if (from.Count != to.Count)
            return false;
        for (var i = 0; i < from.Count; i++)
        {
            if (!Fits(from[i], to[i]))
                return false;
        }

        return true;
    }

    private bool Fits(CelType from, CelType to)
    {
        if (to.Kind == CelKind.Parameter)
        {
            var (valid, bound) = TryStandFor(from, to);
            if (valid || bound)
                return valid;
        }

        if (from.Kind == CelKind.Parameter)
            return TryStandFor(to, from).Valid;
        if (IsWild(from) || IsWild(to))
            return true;
        if (from.Kind == CelKind.Null || to.Kind == CelKind.Null)
            return IsNullable(from) && IsNullable(to);
        return from.Kind switch
        {
            CelKind.Type => to.Kind == CelKind.Type,
            CelKind.Opaque or CelKind.List or CelKind.Map or CelKind.Optional =>
                from.Kind == to.Kind && from.Name == to.Name && AllFit(from.Parameters, to.Parameters),
            _ => from.Equals(to),
        };
    }

    private static bool IsNullable(CelType type) => type.Kind is CelKind.Null or CelKind.Opaque or CelKind.Optional
        or CelKind.Object or CelKind.Timestamp or CelKind.Duration;

    /// <summary>Whether a parameter can stand for a type, and whether it was bound before that question.</summary>
    private (bool Valid, bool Bound) TryStandFor(CelType type, CelType parameter)
    {
        if (type.Kind == parameter.Kind && type.Equals(parameter))
            return (true, true);
        if (substitution.Find(parameter) is { } current)
        {
            if (type.Equals(current))
                return (true, true);
            if (!Fits(type, current))
                return (false, true);
            var general = MostGeneral(type, current);
            if (IsAbsentFrom(parameter, general))
                substitution.Bind(parameter, general);
            return (true, true);
        }

        if (!IsAbsentFrom(parameter, type))
            return (false, false);
        substitution.Bind(parameter, type);
        return (true, false);
    }

    /// <summary>The occurs check: a type must not contain the parameter that is about to stand for it.</summary>
    private bool IsAbsentFrom(CelType parameter, CelType type)
    {
        if (parameter.Equals(type))
            return false;
        if (type.Kind == CelKind.Parameter)
            return substitution.Find(type) is not { } bound || IsAbsentFrom(parameter, bound);
        foreach (var inner in type.Parameters)
        {
            if (!IsAbsentFrom(parameter, inner))
                return false;
        }

        return true;
    }
}
