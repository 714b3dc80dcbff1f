using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Pools what experiments say of pruning before quantizing.</summary>
internal static class PoolJudge
{
    private const string Unit = "standard deviations of a seed's difference";

    public static PooledVerdict Judge(IReadOnlyCollection<ExperimentVerdict> experiments, double alpha)
    {
        var asked = experiments.Where(one => one.PruneFirst is not null).ToList();
        var all = Pool(asked.Select(one => one.PruneFirst!));
        var discriminative = Pool(asked.Where(one => one.Kind == NetworkKind.Discriminative).Select(one => one.PruneFirst!));
        var generative = Pool(asked.Where(one => one.Kind == NetworkKind.Generative).Select(one => one.PruneFirst!));
        var interaction = RandomEffects.Compare(discriminative, generative);
        return new(
            all,
            discriminative,
            generative,
            interaction,
            asked.Count - (all?.Experiments ?? 0),
            Tell(all, "pruning before quantizing", alpha),
            Tell(discriminative, generative, interaction, alpha));
    }

    /// <summary>
    /// The effects of those that have one: only they can be weighed. Their variances are those at their mean effect, weighed by seeds: by its own
    /// effect an experiment counts the more the smaller that has come out, which finds too much where some have few seeds and others many.
    /// </summary>
    public static PooledEffect? Pool(IEnumerable<PairedResult> results)
    {
        var known = results.Where(one => one is { HedgesGz: not null, HedgesVariance: > 0 }).ToList();
        var mean = known.Sum(one => one.HedgesGz!.Value * one.Pairs) / known.Sum(one => one.Pairs);
        return RandomEffects.Of([.. known.Select(one => one.HedgesGz!.Value)], [.. known.Select(one => PairedTests.HedgesVarianceAt(mean, one.Pairs)!.Value)]);
    }

    /// <summary>What a pooled effect of doing something means.</summary>
    public static string Tell(PooledEffect? effect, string what, double alpha) => effect switch
    {
        null => $"No experiment has an effect size of {what}.",
        { P: not { } } => $"Over {VerdictSentence.Count(effect.Experiments, "experiment")} the effect of {what} is {VerdictSentence.Number(effect.Effect)} {Unit}, without an interval.",
        { P: var p } when p <= alpha => $"Over {effect.Experiments} experiments {what} is {(effect.Effect > 0 ? "better" : "worse")} by {VerdictSentence.Number(Math.Abs(effect.Effect))} {Unit} ({Evidence(effect)}).",
        _ => $"Over {effect.Experiments} experiments no effect of {what} is shown: {VerdictSentence.Number(effect.Effect)} {Unit} ({Evidence(effect)}).",
    };

    private static string Tell(PooledEffect? discriminative, PooledEffect? generative, GroupDifference? interaction, double alpha)
    {
        if (interaction is null)
            return "Whether the better order depends on the kind of network cannot be told: that takes two experiments or more of each kind.";
        var groups = $"the effect of pruning before quantizing is {VerdictSentence.Number(discriminative!.Effect)} in discriminative networks and "
            + $"{VerdictSentence.Number(generative!.Effect)} in generative ones, in {Unit} ({VerdictSentence.P(interaction.P)} for no difference between them)";
        if (interaction.P > alpha)
            return $"It is not shown that the better order depends on the kind of network: {groups}.";
        // Both intervals must exclude 0, on opposite sides: a qualitative interaction (Gail and Simon 1985).
        var opposite = discriminative.P <= alpha && generative.P <= alpha && discriminative.Effect > 0 != generative.Effect > 0;
        return opposite
            ? $"The better order depends on the kind of network, and turns with it: {groups}."
            : $"What the order brings depends on the kind of network, but not shown is that the better order turns with it: {groups}.";
    }

    private static string Evidence(PooledEffect effect) =>
        $"95 % interval {VerdictSentence.Number(effect.Low!.Value)} to {VerdictSentence.Number(effect.High!.Value)}, {VerdictSentence.P(effect.P!.Value)}";
}
