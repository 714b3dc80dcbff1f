using System.Collections.Immutable;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>Two studies side by side.</summary>
/// <param name="First">The first study.</param>
/// <param name="Second">The second one.</param>
/// <param name="Settings">What differs in their specs.</param>
/// <param name="SpecsKnown">Whether both specs were there to be compared; else <paramref name="Settings"/> has onsets and orders alone.</param>
/// <param name="Experiments">Those that both have, by name, in the order of the first.</param>
/// <param name="OnlyFirst">Experiments that the second has not.</param>
/// <param name="OnlySecond">Experiments that the first has not.</param>
/// <param name="Sentence">What it comes to, for people.</param>
public sealed record StudyComparison(
    StudyVerdictInShort First,
    StudyVerdictInShort Second,
    ImmutableArray<SettingDifference> Settings,
    bool SpecsKnown,
    ImmutableArray<ExperimentComparison> Experiments,
    ImmutableArray<string> OnlyFirst,
    ImmutableArray<string> OnlySecond,
    string Sentence)
{
    /// <summary>Whether both found the same weights and metrics, bit for bit; null while a result hash is missing.</summary>
    public bool? SameResult => First.ResultHash is null || Second.ResultHash is null ? null : First.ResultHash == Second.ResultHash;

    /// <summary>Holds two studies against each other.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    /// <param name="settings">How sure each verdict must be; the defaults when left out.</param>
    public static StudyComparison Of(ComparedStudy first, ComparedStudy second, AnalysisSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (one, other) = (StudyAnalysis.Of(first.Experiments, settings), StudyAnalysis.Of(second.Experiments, settings));
        var (known, judged) = (second.Experiments.ToDictionary(experiment => experiment.Name, StringComparer.Ordinal), other.Experiments.ToDictionary(verdict => verdict.Name, StringComparer.Ordinal));
        ImmutableArray<ExperimentComparison> experiments =
        [
            .. first.Experiments.Zip(one.Experiments)
                .Where(pair => known.ContainsKey(pair.First.Name))
                .Select(pair => ExperimentComparison.Of((first.Name, pair.First, pair.Second), (second.Name, known[pair.First.Name], judged[pair.First.Name]))),
        ];
        var found = new StudyComparison(
            new(first.Name, first.ResultHash, one.Sentence),
            new(second.Name, second.ResultHash, other.Sentence),
            [
                .. first.Spec is null || second.Spec is null ? [] : SpecDifferences.Of(first.Spec, second.Spec),
                .. first.Experiments.Where(experiment => known.ContainsKey(experiment.Name)).SelectMany(experiment => SpecDifferences.OfSchedules(experiment, known[experiment.Name])),
            ],
            first.Spec is not null && second.Spec is not null,
            experiments,
            [.. Names(first).Except(Names(second), StringComparer.Ordinal)],
            [.. Names(second).Except(Names(first), StringComparer.Ordinal)],
            "");
        return found with { Sentence = ComparedSentence.Of(found) };
    }

    private static IEnumerable<string> Names(ComparedStudy study) => study.Experiments.Select(experiment => experiment.Name);
}

/// <summary>One of two studies.</summary>
/// <param name="Name">What it is called in the comparison.</param>
/// <param name="ResultHash">Its result hash; null until all trials are done, or where it is not known.</param>
/// <param name="Sentence">What it says of the order of operators.</param>
public sealed record StudyVerdictInShort(string Name, string? ResultHash, string Sentence);

/// <summary>A setting that differs.</summary>
/// <param name="Experiment">The experiment; null for one of the study.</param>
/// <param name="Setting">Which, such as <c>training.epochs</c>.</param>
/// <param name="First">As the first study has it; null where it has none.</param>
/// <param name="Second">As the second one has it.</param>
public sealed record SettingDifference(string? Experiment, string Setting, string? First, string? Second);
