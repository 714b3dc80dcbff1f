using JointQP.Studies.Notation;

namespace JointQP.Studies.Space;

/// <summary>How two operators may stand to each other.</summary>
public enum OrderRelation
{
    /// <summary>The first starts before the second, so they are not tied.</summary>
    Before,

    /// <summary>The first starts after the second, so they are not tied.</summary>
    After,

    /// <summary>Both start at the same step.</summary>
    With,
}

/// <summary>A constraint on a space of orderings, such as <c>Q8(w) before Q8(f)</c>.</summary>
/// <param name="First">An operator of the space.</param>
/// <param name="Relation">How it stands to the other.</param>
/// <param name="Second">Another operator of the space.</param>
public sealed record OrderRule(Term First, OrderRelation Relation, Term Second)
{
    /// <summary>Whether an ordering that has both operators keeps the rule.</summary>
    /// <exception cref="ArgumentException">It does not have one of them.</exception>
    public bool Holds(Ordering ordering)
    {
        var (first, second) = (OrderingSpace.PlaceOf(ordering, First), OrderingSpace.PlaceOf(ordering, Second));
        return Relation switch
        {
            OrderRelation.Before => first < second,
            OrderRelation.After => first > second,
            _ => first == second,
        };
    }

    /// <summary>As it is written in a spec.</summary>
    public override string ToString() => $"{First} {Relation.ToString().ToLowerInvariant()} {Second}";
}
