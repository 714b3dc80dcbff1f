using System.Text.RegularExpressions;
using JointQP.Studies.Space;
using JointQP.Studies.Spec.Yaml;

namespace JointQP.Studies.Spec;

/// <summary>Reads the rules of a space: an operator, <c>before</c>, <c>after</c> or <c>with</c>, and another operator.</summary>
internal sealed partial class RuleReader(SpecReader reader, TermChooser terms)
{
    private static readonly string[] Relations = [.. Enum.GetNames<OrderRelation>().Select(name => name.ToLowerInvariant())];

    /// <summary>One rule; null when it is none, which is told.</summary>
    public OrderRule? Read(SpecNode node)
    {
        if (node is not ScalarNode scalar || Written().Match(scalar.Value) is not { Success: true } match)
        {
            reader.Problem(node, $"a rule must be an operator, {string.Join(" or ", Relations)}, and an operator, such as \"Q(w) before Q(f)\"; found {node.Describe()}");
            return null;
        }

        var first = Find(scalar, match.Groups["first"]);
        var word = match.Groups["relation"];
        var known = Relations.Contains(word.Value, StringComparer.Ordinal);
        if (!known)
            reader.Problem(scalar.Line, ColumnOf(scalar, word), $"unknown relation '{word.Value}'{SpecReader.Hint(word.Value, Relations)}");
        var second = Find(scalar, match.Groups["second"]);
        if (!known || first is null || second is null)
            return null;
        if (!first.Equals(second))
            return new OrderRule(first, Enum.Parse<OrderRelation>(word.Value, ignoreCase: true), second);
        reader.Problem(node, $"the rule {node.Describe()} names {first} twice; allowed: two operators of {terms.Allowed}");
        return null;
    }

    private Notation.Term? Find(ScalarNode scalar, Group part) => terms.Find(part.Value, scalar.Line, ColumnOf(scalar, part));

    private static int ColumnOf(ScalarNode scalar, Group part) => scalar.ContentColumn > 0 ? scalar.ContentColumn + part.Index : scalar.Column;

    [GeneratedRegex(
        @"^\s*(?<first>[^\s()]+(\s*\([^()]*\))?)\s+(?<relation>\w+)\s+(?<second>[^\s()]+(\s*\([^()]*\))?)\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
