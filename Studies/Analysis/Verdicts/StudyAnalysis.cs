using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Judges a study: a pure function of its trials, so that whoever asks and whenever gets the same verdict.</summary>
public static class StudyAnalysis
{
    /// <summary>Judges one experiment by its trials.</summary>
    /// <param name="experiment">Its trials; what is not done yet is left out.</param>
    /// <param name="settings">How sure it must be; the defaults when left out.</param>
    /// <exception cref="ArgumentException">A schedule has a seed twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not a finite number above 0, or a setting is out of its range.</exception>
    public static ExperimentVerdict Of(ExperimentTrials experiment, AnalysisSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        settings ??= new();
        settings.Validate();
        if (experiment.Margin is { } margin && !(margin > 0 && double.IsFinite(margin)))
            throw new ArgumentOutOfRangeException(nameof(experiment), margin, "a margin is a finite number above 0, or null");
        return new ExperimentJudge(experiment, settings).Judge();
    }

    /// <summary>What the looks at an experiment's primary comparison have come to; null where its study does not get seeds until that is decided.</summary>
    /// <param name="experiment">Its trials: a look is due once those of its seeds have come to their end.</param>
    public static SequentialVerdict? Looks(ExperimentTrials experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return SequentialJudge.Of(experiment, SeedRows.Of(experiment.Trials, experiment.Metric.Name));
    }

    /// <summary>Judges a study by the verdicts of its experiments: these are all it takes, and trials can stay where they are.</summary>
    /// <param name="experiments">In the order of the spec.</param>
    /// <param name="settings">The same that they were judged with; the defaults when left out.</param>
    public static StudyVerdict Of(ImmutableArray<ExperimentVerdict> experiments, AnalysisSettings? settings = null)
    {
        settings ??= new();
        settings.Validate();
        var pooled = PoolJudge.Judge(experiments, settings.Alpha);
        ImmutableArray<Hypothesis> hypotheses =
        [
            HypothesisJudge.NonCommutativity(experiments, pooled, settings.Alpha),
            HypothesisJudge.ProgressiveIntensity(experiments, settings),
        ];
        return new(experiments, pooled, hypotheses, Tell(experiments, hypotheses[0], settings.Alpha));
    }

    /// <summary>Judges a study by its trials.</summary>
    public static StudyVerdict Of(IEnumerable<ExperimentTrials> experiments, AnalysisSettings? settings = null) =>
        Of([.. experiments.Select(experiment => Of(experiment, settings))], settings);

    private static string Tell(ImmutableArray<ExperimentVerdict> experiments, Hypothesis matters, double alpha)
    {
        var told = new[]
        {
            (Finding.Difference, "shows a difference", "show a difference"),
            (Finding.NoDifference, "shows that there is none that matters", "show that there is none that matters"),
            (Finding.Undecided, "is undecided", "are undecided"),
            (Finding.NotFinite, "cannot be compared", "cannot be compared"),
            (Finding.Nothing, "has nothing to compare", "have nothing to compare"),
        };
        var counts = told
            .Select(one => (Count: experiments.Count(experiment => experiment.Finding == one.Item1), one.Item2, one.Item3))
            .Where(one => one.Count > 0)
            .ToList();
        var compared = experiments.Count(experiment => experiment.Finding is not (Finding.Nothing or Finding.NotFinite));
        var chance = (alpha * compared).ToString("0.#", CultureInfo.InvariantCulture);
        var by = counts.Select(one => $"{one.Count} {(one.Count == 1 ? one.Item2 : one.Item3)}");
        // What one experiment has come to is its own sentence.
        // Each experiment is judged at the level by itself, and of many some show what is not there.
        return experiments.Length == 1
            ? matters.Sentence
            : $"{matters.Sentence} Of {VerdictSentence.Count(experiments.Length, "experiment")}: {string.Join(", ", by)}{(experiments.Any(one => one.Finding == Finding.Difference) ? $"; where order never matters, {chance} would show a difference by chance" : "")}.";
    }
}
