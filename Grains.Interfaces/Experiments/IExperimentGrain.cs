using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Planning;

namespace JointQP.Grains.Interfaces.Experiments;

/// <summary>An experiment's trials, progress and verdict. Key: <c>study/experiment</c>.</summary>
[Alias("JointQP.IExperimentGrain")]
public interface IExperimentGrain : IGrainWithStringKey
{
    /// <summary>Stores what the experiment's study is made of; called by it at launch and when it is extended. Repeating it changes nothing.</summary>
    [Alias("Define")]
    Task Define(string study, string experiment, ImmutableArray<StudySource> sources);

    /// <summary>One of its trials by the index in the study's plan; null when it has no such trial.</summary>
    [Alias("GetTrial")]
    Task<PlannedTrial?> GetTrial(int index);

    /// <summary>Its trials and what they say so far.</summary>
    [Alias("GetResult"), ResponseTimeout(StudyResults.Patience)]
    Task<ExperimentResult> GetResult();

    /// <summary>What its verdict is made of: every trial, done or not, but those that a search tried.</summary>
    [Alias("GetOutcomes"), ResponseTimeout(StudyResults.Patience)]
    Task<ExperimentTrials> GetOutcomes();

    /// <summary>What its trials say of the order of operators. Those that a search tried are not in it: it chose them by what they gave.</summary>
    [Alias("GetVerdict"), ResponseTimeout(StudyResults.Patience)]
    Task<ExperimentVerdict> GetVerdict(VerdictRequest request);

    /// <summary>What its finished trials measured where operators settled, of at most <see cref="ExperimentLayers.MostTrials"/> of them, fewer seeds of every schedule.</summary>
    [Alias("GetLayers"), ResponseTimeout(StudyResults.Patience)]
    Task<ExperimentLayers> GetLayers();

    /// <summary>Removes what is stored of it; called by its study, which is being deleted. Repeating it changes nothing.</summary>
    [Alias("Forget")]
    Task Forget();

    /// <summary>The grain key.</summary>
    static string KeyOf(string study, string experiment) => study + "/" + experiment;
}

/// <summary>What an experiment found so far.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Metric">The metric verdicts see, such as <c>test/accuracy</c>.</param>
/// <param name="HigherIsBetter">The metric's direction.</param>
/// <param name="Trials">Every trial, done or not, in the plan's order.</param>
/// <param name="Schedules">A row for each schedule, in the spec's order.</param>
/// <param name="Comparisons">
/// The paired differences between orders of the same operators and targets, at most <see cref="MostComparisons"/>; those of a search are in its verdict alone.
/// </param>
/// <param name="Search">What its search has come to; null without one.</param>
/// <param name="MoreComparisons">Whether there are more pairs than are told here.</param>
/// <param name="Sequential">How its primary comparison stands that decides how many seeds the study gets; null where it has none.</param>
[GenerateSerializer, Immutable, Alias("JointQP.ExperimentResult")]
public sealed record ExperimentResult(
    [property: Id(0)] string Experiment,
    [property: Id(1)] string Metric,
    [property: Id(2)] bool HigherIsBetter,
    [property: Id(3)] ImmutableArray<TrialResult> Trials,
    [property: Id(4)] ImmutableArray<JointQP.Studies.Analysis.ScheduleSummary> Schedules,
    [property: Id(5)] ImmutableArray<JointQP.Studies.Analysis.OrderComparison> Comparisons,
    [property: Id(6)] JointQP.Studies.Search.SearchVerdict? Search = null,
    [property: Id(7)] bool MoreComparisons = false,
    [property: Id(8)] JointQP.Studies.Analysis.Sequential.SequentialVerdict? Sequential = null)
{
    /// <summary>The schedules among them that were added because a hypothesis takes them.</summary>
    [Id(9)] public ImmutableArray<string> Added { get; init; } = [];

    /// <summary>The most comparisons that are told.</summary>
    public const int MostComparisons = 1000;

    /// <summary>The same without comparisons, and of trials without their keys, hashes and reasons and all metrics but that of verdicts: an eighth of the bytes.</summary>
    public ExperimentResult InShort() => this with
    {
        Trials =
        [
            .. Trials.Select(trial => trial with
            {
                Key = "",
                StateHash = null,
                Digest = null,
                Reason = null,
                Final = trial.Final.TryGetValue(Metric, out var value) ? ImmutableSortedDictionary<string, double>.Empty.Add(Metric, value) : ImmutableSortedDictionary<string, double>.Empty,
            }),
        ],
        Comparisons = [],
    };
}

/// <summary>A trial's terminal result, or how far it is.</summary>
[GenerateSerializer, Immutable, Alias("JointQP.TrialResult")]
public sealed record TrialResult
{
    /// <summary>The index in the study's plan.</summary>
    [Id(0)] public required int Index { get; init; }

    /// <summary>The schedule's label.</summary>
    [Id(1)] public required string Schedule { get; init; }

    /// <summary>The seed.</summary>
    [Id(2)] public required long Seed { get; init; }

    /// <summary>The trial key.</summary>
    [Id(3)] public required string Key { get; init; }

    /// <summary>The status of the furthest stage that is not committed, or Committed when all are.</summary>
    [Id(4)] public required JointQP.Studies.Stages.StageStatus Status { get; init; }

    /// <summary>The metrics of the last step by name (test accuracy, bytes of weights and features); empty until the trial is done.</summary>
    [Id(5)] public required ImmutableSortedDictionary<string, double> Final { get; init; }

    /// <summary>The hash of weights and operator state; null until the trial is done.</summary>
    [Id(6)] public string? StateHash { get; init; }

    /// <summary>Why it failed or was stopped.</summary>
    [Id(7)] public string? Reason { get; init; }

    /// <summary>Its part of the study's result hash; null until the trial is done or was stopped.</summary>
    [Id(8)] public string? Digest { get; init; }
}
