using System.Collections.Immutable;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Statistics;
using JointQP.Studies.Notation;
using JointQP.Studies.Words;

namespace JointQP.Studies.Analysis.Verdicts;

/// <summary>Judges one experiment.</summary>
internal sealed class ExperimentJudge(ExperimentTrials experiment, AnalysisSettings settings)
{
    private readonly SeedRows _rows = SeedRows.Of(experiment.Trials, experiment.Metric.Name);

    // Differences of the contrasts by seed, as gains: positive when the first operator first is better.
    private readonly List<(string Operators, Precedence Contrast, double?[] Gain)> _gains = [];

    // The comparison that decides how many seeds there are; the verdict goes by it alone.
    private SequentialVerdict? _sequential;

    private double Sign => experiment.Metric.HigherIsBetter ? 1 : -1;

    public ExperimentVerdict Judge()
    {
        _sequential = SequentialJudge.Of(experiment, _rows);
        ImmutableArray<OperatorsVerdict> operators =
        [
            .. _rows.Schedules.GroupBy(row => row.Ordering.Operators, StringComparer.Ordinal)
                .Select(group => JudgeOperators(group.Key, [.. group]))
                .OfType<OperatorsVerdict>(),
        ];
        operators = Correct(operators);
        var primary = operators.SelectMany(one => one.Primary.Where(contrast => _sequential is null || IsLooked(one.Operators, contrast))).ToList();
        var finding = Overall(primary, operators);
        return new(
            experiment.Name,
            experiment.Kind,
            experiment.Metric,
            experiment.Margin,
            operators,
            finding,
            PruneFirst(),
            new IntensityJudge(_rows.Schedules, experiment.Metric, Test).Judge(_gains),
            ScheduleEfficiency.Of(ExperimentAnalysis.Summarize(experiment.Trials, experiment.Metric), experiment.Metric, Float()),
            _rows.Stopped,
            _sequential is null ? VerdictSentence.OfExperiment(experiment, finding, operators, settings.Alpha) : $"{experiment.Name}: {_sequential.Sentence}")
        {
            Sequential = _sequential,
            Search = experiment.Search,
        };
    }

    private OperatorsVerdict? JudgeOperators(string name, ImmutableArray<SeedRow> schedules)
    {
        var orderings = SeedRows.ByOrdering(schedules);
        if (orderings.Length < 2)
            return null;
        ImmutableArray<Ordering> parsed = [.. orderings.Select(row => row.Ordering)];
        var primary = ImmutableArray.CreateBuilder<OrderContrast>();
        var contrasts = Precedence.Of(parsed).ToList();
        var weights = contrasts.Count > 1 ? PartialEffects.Weights(contrasts, orderings.Length) : null;
        foreach (var (position, contrast) in contrasts.Index())
        {
            var (before, after) = (Side(contrast.Before), Side(contrast.After));
            primary.Add(Compare(contrast.First.Text, contrast.Second.Text, precedence: true, before, after) with
            {
                Partial = weights is null ? null : Test(SeedRows.Known(PartialEffects.Of(weights[position], orderings)), 0),
            });
            _gains.Add((name, contrast, Array.ConvertAll(SeedRows.Minus(before, after), difference => Sign * difference)));
        }

        var blocks = SeedRows.Blocks(orderings);
        return new(
            name,
            [.. orderings.Select(row => row.Label)],
            primary.ToImmutable(),
            Adjust([.. Pairs(orderings)]),
            blocks is null ? null : Friedman.Of(blocks, experiment.Metric.HigherIsBetter, settings.Alpha),
            blocks is null ? [] : [.. BestProbability.Of(blocks, settings.Resamples, settings.Seed, experiment.Metric.HigherIsBetter)],
            new OnsetPlaneJudge(experiment, settings, Test).Judge(schedules, Precedence.Units(parsed)));

        double?[] Side(ImmutableArray<int> positions) => SeedRows.Mean([.. positions.Select(position => orderings[position].Values)]);
    }

    private IEnumerable<OrderContrast> Pairs(ImmutableArray<SeedRow> orderings)
    {
        for (var i = 0; i < orderings.Length; i++)
        {
            for (var j = i + 1; j < orderings.Length; j++)
                yield return Compare(orderings[i].Label, orderings[j].Label, precedence: false, orderings[i].Values, orderings[j].Values);
        }
    }

    private OrderContrast Compare(string first, string second, bool precedence, double?[] one, double?[] other)
    {
        var unpaired = one.Zip(other).Count(pair => pair.First is null != pair.Second is null);
        return new(first, second, precedence, Test(SeedRows.Known(SeedRows.Minus(one, other)), unpaired), null, Finding.Nothing);
    }

    private PairedResult Test(double[] differences, int unpaired) => PairedTests.Of(differences, unpaired, experiment.Margin, settings.Draws, settings.Seed);

    private bool IsLooked(string operators, OrderContrast contrast) =>
        _sequential?.Design.IsPrimary(operators, contrast.First, contrast.Second) == true;

    /// <summary>The primary contrasts of all sets of operators are one family. One that is looked at until it is decided has spent its level by its looks, and is none of it.</summary>
    private ImmutableArray<OperatorsVerdict> Correct(ImmutableArray<OperatorsVerdict> operators)
    {
        var adjusted = new Queue<OrderContrast>(Adjust([.. operators.SelectMany(one => one.Primary.Where(contrast => !IsLooked(one.Operators, contrast)))]));
        return
        [
            .. operators.Select(one => one with
            {
                Primary =
                [
                    .. one.Primary.Select(contrast => IsLooked(one.Operators, contrast) ? SequentialJudge.ByLooks(contrast, _sequential!.Decision, settings.Alpha) : adjusted.Dequeue()),
                ],
            }),
        ];
    }

    private ImmutableArray<OrderContrast> Adjust(ImmutableArray<OrderContrast> family) =>
    [
        .. family
            .Zip(Holm.Adjust([.. family.Select(one => one.Result.SignFlipP)]), Holm.Adjust([.. family.Select(one => one.Result.EquivalenceP)]))
            .Select(row => row.First with { AdjustedP = row.Second, AdjustedEquivalenceP = row.Third, Finding = Find(row.First.Result, row.Second, row.Third) }),
    ];

    private Finding Find(PairedResult result, double? adjusted, double? adjustedEquivalence) =>
        result.Pairs == 0 ? Finding.Nothing
        : result.NotFinite > 0 ? Finding.NotFinite
        : adjusted <= settings.Alpha ? Finding.Difference
        : adjustedEquivalence <= settings.Alpha ? Finding.NoDifference
        : Finding.Undecided;

    /// <summary>
    /// One contrast that differs is a difference. That there is none takes all of them, and of more than two orders every pair too (intersection-union:
    /// Berger 1982, so without correction): contrasts are means, in which differences of whole orders may cancel each other out.
    /// </summary>
    private Finding Overall(List<OrderContrast> primary, ImmutableArray<OperatorsVerdict> operators) =>
        primary.Any(one => one.Finding == Finding.Difference) ? Finding.Difference
        : primary.Any(one => one.Finding == Finding.NotFinite) ? Finding.NotFinite
        : primary.All(one => one.Finding == Finding.Nothing) ? Finding.Nothing
        : _sequential is not null ? primary.All(one => one.Finding == Finding.NoDifference) ? Finding.NoDifference : Finding.Undecided
        : primary.All(one => one.Result.EquivalenceP <= settings.Alpha) && operators.All(one => one.IsAlike(settings.Alpha)) ? Finding.NoDifference
        : Finding.Undecided;

    private PairedResult? PruneFirst()
    {
        var gains = _gains
            .Where(one => one.Contrast.First.Kind == OperatorKind.Prune && one.Contrast.Second.Kind == OperatorKind.Quantize)
            .Select(one => one.Gain)
            .ToList();
        return gains.Count == 0 ? null : Test(SeedRows.Known(SeedRows.Mean(gains)), 0);
    }

    private double? Float() =>
        Interval.Of(_rows.Schedules.Where(row => row.Ordering.Places.IsEmpty).SelectMany(row => SeedRows.Known(row.Values)))?.Mean;
}
