using System.Collections.Immutable;
using JointQP.Studies.Analysis.Statistics;
using Orleans;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>What a study says of the order of quantization and pruning.</summary>
/// <param name="Experiments">One for each experiment, in the order given.</param>
/// <param name="Pooled">All of them together.</param>
/// <param name="Hypotheses">Non-commutativity and progressive intensity.</param>
/// <param name="Sentence">What it means, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.StudyVerdict")]
public sealed record StudyVerdict(
    [property: Id(0)] ImmutableArray<ExperimentVerdict> Experiments,
    [property: Id(1)] PooledVerdict Pooled,
    [property: Id(2)] ImmutableArray<Hypothesis> Hypotheses,
    [property: Id(3)] string Sentence);

/// <summary>What it brings to prune before quantizing, over experiments. Only standardized effects (g_z) are pooled, never metrics.</summary>
/// <param name="All">Over all experiments that have an effect; null when none has.</param>
/// <param name="Discriminative">Over those of this kind.</param>
/// <param name="Generative">Over those of that kind.</param>
/// <param name="Interaction">Discriminative minus generative; null unless both have an interval.</param>
/// <param name="LeftOut">Experiments without an effect size: fewer than 3 pairs, no spread, or a training that diverged.</param>
/// <param name="Sentence">What the effect over all means.</param>
/// <param name="InteractionSentence">Whether the better order depends on what networks are trained for.</param>
[GenerateSerializer, Immutable, Alias("JointQP.PooledVerdict")]
public sealed record PooledVerdict(
    [property: Id(0)] PooledEffect? All,
    [property: Id(1)] PooledEffect? Discriminative,
    [property: Id(2)] PooledEffect? Generative,
    [property: Id(3)] GroupDifference? Interaction,
    [property: Id(4)] int LeftOut,
    [property: Id(5)] string Sentence,
    [property: Id(6)] string InteractionSentence);

/// <summary>How a hypothesis stands.</summary>
public enum Support
{
    /// <summary>The data show neither.</summary>
    Undecided,

    /// <summary>The data show what it says.</summary>
    Supported,

    /// <summary>The data show what it excludes.</summary>
    Contradicted,
}

/// <summary>A published claim, held against a study.</summary>
/// <param name="Name">Such as <c>non-commutativity</c>.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Support">How it stands.</param>
/// <param name="Numbers">What that rests on.</param>
/// <param name="Sentence">What it means, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.Hypothesis")]
public sealed record Hypothesis(
    [property: Id(0)] string Name,
    [property: Id(1)] string Source,
    [property: Id(2)] Support Support,
    [property: Id(3)] ImmutableArray<NamedNumber> Numbers,
    [property: Id(4)] string Sentence);

/// <summary>A number that a finding rests on.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Null where it could not be told.</param>
[GenerateSerializer, Immutable, Alias("JointQP.NamedNumber")]
public sealed record NamedNumber([property: Id(0)] string Name, [property: Id(1)] double? Value);
