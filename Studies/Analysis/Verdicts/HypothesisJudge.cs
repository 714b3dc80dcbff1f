using JointQP.Studies.Analysis.Statistics;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Holds published claims against a study's experiments.</summary>
internal static class HypothesisJudge
{
    /// <summary>
    /// Non-commutativity: order matters. Four questions are asked of the whole study and corrected for each other by Holm: whether any primary
    /// contrast of any experiment differs, whether any three orders or more rank differently (Friedman), whether the pooled effect differs from 0, and whether the kinds of
    /// networks differ. Contradicted when every experiment shows that there is no difference. In a study that gets seeds until its primary comparison is decided that comparison alone is asked: what else there is was measured on as many seeds as it needed.
    /// </summary>
    public static Hypothesis NonCommutativity(IReadOnlyCollection<ExperimentVerdict> experiments, PooledVerdict pooled, double alpha)
    {
        var sequential = experiments.Select(one => one.Sequential).FirstOrDefault(one => one is not null);
        var contrasts = sequential is null ? Holm.Adjust([.. experiments.SelectMany(one => one.Primary).Select(one => one.Result.SignFlipP)]).Min() : sequential.Decision.AdjustedP;
        var ranks = Holm.Adjust([.. experiments.SelectMany(one => one.Operators).Select(one => one.Ranking?.P)]).Min();
        double?[] asked = [.. (sequential is null ? new[] { contrasts, ranks, pooled.All?.P, pooled.Interaction?.P } : [contrasts]).Where(p => p is not null)];
        var least = Holm.Adjust(asked).Min();
        var compared = experiments.Where(one => one.Operators.Length > 0).ToList();
        var none = compared.Count > 0 && compared.All(one => one.Finding == Finding.NoDifference && Asked(one).All(operators => operators.IsAlike(alpha)));
        var support = least <= alpha ? Support.Supported : none ? Support.Contradicted : Support.Undecided;
        return new(
            "non-commutativity",
            "arXiv 2110.08271",
            support,
            [
                new("experiments compared", compared.Count),
                new("experiments with a difference", compared.Count(one => one.Finding == Finding.Difference)),
                new("experiments without a difference", compared.Count(one => one.Finding == Finding.NoDifference)),
                new(sequential is null ? "smallest p of a contrast, Holm over the study" : "p of the primary comparison, over its looks", contrasts),
                new("smallest p of Friedman's test, Holm over the study", ranks),
                new("p of the pooled effect", pooled.All?.P),
                new("p of the interaction with the kind of network", pooled.Interaction?.P),
                new("p of non-commutativity", least),
            ],
            support switch
            {
                Support.Supported when sequential is null && ranks == asked.Min() =>
                    $"That the order of quantization and pruning matters is supported: whole orders do not all rank alike ({VerdictSentence.P(least!.Value)}).",
                Support.Supported => $"That the order of quantization and pruning matters is supported ({VerdictSentence.P(least!.Value)} {(sequential is null ? "for no difference anywhere" : "of the primary comparison, over its looks")}).",
                Support.Contradicted => $"That the order of quantization and pruning matters is contradicted: in {Every(compared.Count)} every two orders differ by less than the margin.",
                _ => "Whether the order of quantization and pruning matters is undecided.",
            });
    }

    /// <summary>The sets of operators that a verdict on an experiment is about.</summary>
    private static IEnumerable<OperatorsVerdict> Asked(ExperimentVerdict experiment) =>
        experiment.Operators.Where(operators => experiment.Sequential is not { } looks || looks.Design.Operators == operators.Operators);

    /// <summary>
    /// Progressive intensity: the weaker operator should come first, and that brings more the further apart the two are. Both are asked for: a positive pooled effect
    /// of weaker first, and Kendall's tau of gap and advantage above 0 over all sets of operators, whose gaps are permuted: contrasts within a set depend on each other. Contradicted when either is shown to be negative.
    /// </summary>
    public static Hypothesis ProgressiveIntensity(IReadOnlyCollection<ExperimentVerdict> experiments, AnalysisSettings settings)
    {
        var evidence = experiments.Select(one => one.Intensity).OfType<IntensityEvidence>().ToList();
        var pooled = PoolJudge.Pool(evidence.Select(one => one.WeakerFirst));
        // With one experiment there is nothing to pool, and its own exact test speaks.
        var (effect, p) = evidence is [var only] ? (only.WeakerFirst.HedgesGz, only.WeakerFirst.SignFlipP) : (pooled?.Effect, pooled?.P);
        var points = evidence.SelectMany(one => one.Points).Where(point => point.Advantage.HedgesGz is not null).ToList();
        var (tau, tauP) = Growth(points, settings);
        var (first, firstWrong) = Shown(effect, p, settings.Alpha);
        var (grows, growsWrong) = Shown(tau, tauP, settings.Alpha);
        var support = first && grows ? Support.Supported : firstWrong || growsWrong ? Support.Contradicted : Support.Undecided;
        return new(
            "progressive intensity",
            "arXiv 2603.18426",
            support,
            [
                new("experiments with both operators alone", evidence.Count),
                new("sets of operators", points.Count),
                new("effect of weaker first, in standard deviations", effect),
                new("p of weaker first", p),
                new("Kendall's tau of gap and advantage", tau),
                new("p of tau", tauP),
            ],
            Tell(support, evidence.Count, new(first, firstWrong, effect < 0, p), new(grows, growsWrong, tau < 0, tauP), settings.Alpha));
    }

    private static (double? Tau, double? P) Growth(List<IntensityPoint> points, AnalysisSettings settings)
    {
        if (points.Count < 3)
            return (null, null);
        double[] gaps = [.. points.Select(point => point.Gap)], advantages = [.. points.Select(point => point.Advantage.HedgesGz!.Value)];
        var tau = Association.KendallTau(gaps, advantages);
        return double.IsNaN(tau) ? (null, null) : (tau, Association.KendallP(gaps, advantages, settings.Draws, settings.Seed));
    }

    // That both hold is asked of each at the full level (Berger 1982); that one of two is turned, of each at half of it (Bonferroni).
    private static (bool Holds, bool Turned) Shown(double? effect, double? p, double alpha) => (effect > 0 && p <= alpha, effect < 0 && p <= alpha / 2);

    private static string Tell(Support support, int experiments, Part first, Part grows, double alpha)
    {
        if (experiments == 0)
            return "Whether the weaker operator should come first is undecided: no experiment trains each of two operators alone beside their orders.";
        var begin = $"that the weaker operator should come first is {State(first)}";
        var gap = $"that this brings more the further apart the two are is {State(grows)}";
        return $"Progressive intensity is {support.ToString().ToLowerInvariant()}: {begin}, and {gap}.";

        string State(Part part) => part switch
        {
            { P: not { } } => "not to be told from these data",
            { Holds: true, P: { } p } => $"shown ({VerdictSentence.P(p)})",
            { Turned: true, P: { } p } => $"shown to be the other way round ({VerdictSentence.P(p)})",
            { Negative: true, P: { } p } when p <= alpha => $"not shown: what was seen points the other way ({VerdictSentence.P(p)}, where that takes {VerdictSentence.Level(alpha / 2)})",
            { P: { } p } => $"not shown ({VerdictSentence.P(p)})",
        };
    }

    private sealed record Part(bool Holds, bool Turned, bool Negative, double? P);

    private static string Every(int count) => count == 1 ? "the one experiment" : $"each of {count} experiments";
}
