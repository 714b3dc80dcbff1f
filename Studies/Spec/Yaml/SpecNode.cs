using System.Collections.Immutable;

namespace JointQP.Studies.Spec.Yaml;

/// <summary>A piece of the spec's text with its place, line and column from 1.</summary>
internal abstract record SpecNode(int Line, int Column)
{
    /// <summary>What it is, for "found ...".</summary>
    public abstract string Describe();
}

/// <summary>A word, number or text. <paramref name="ContentColumn"/> is where its characters can be counted from; 0 when they cannot.</summary>
internal sealed record ScalarNode(int Line, int Column, string Value, bool Plain, int ContentColumn) : SpecNode(Line, Column)
{
    public bool IsEmpty => Plain && Value.Length == 0;

    public override string Describe() => IsEmpty ? "nothing" : $"'{Shorten(Value)}'";

    private static string Shorten(string value) => value.Length <= 60 ? value : value[..57] + "...";
}

/// <summary>A list.</summary>
internal sealed record ListNode(int Line, int Column, ImmutableArray<SpecNode> Items) : SpecNode(Line, Column)
{
    public override string Describe() => "a list";
}

/// <summary>Keys with values, as written: repeated keys are still there.</summary>
internal sealed record MappingNode(int Line, int Column, ImmutableArray<(ScalarNode Key, SpecNode Value)> Entries) : SpecNode(Line, Column)
{
    public override string Describe() => "a mapping";
}
