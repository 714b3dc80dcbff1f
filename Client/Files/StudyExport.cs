using System.Collections.Immutable;
using System.Text.Json;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Sequential;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Words;

namespace JointQP.Client.Files;

/// <summary>The file of an export that a verdict is made from.</summary>
/// <param name="Format">Its form.</param>
/// <param name="Study">The study's name.</param>
/// <param name="Experiments">In the order of the spec.</param>
internal sealed record StudyExport(string Format, string Study, ImmutableArray<ExportedExperiment> Experiments)
{
    /// <summary>Its name in the folder of an export.</summary>
    public const string FileName = "outcomes.json";

    private const string Form = "jointqp-outcomes-1";

    /// <summary>The study's result hash; null until all its trials were done, and in exports that are older than this.</summary>
    public string? ResultHash { get; init; }

    /// <summary>Of what the cluster tells.</summary>
    public static StudyExport Of(StudyOutcomes outcomes, string? resultHash = null) =>
        new(Form, outcomes.Study, [.. outcomes.Experiments.Select(ExportedExperiment.Of)]) { ResultHash = resultHash };

    /// <summary>The same as the cluster tells it.</summary>
    public StudyOutcomes ToOutcomes() => new(Study, [.. Experiments.Select(experiment => experiment.ToTrials())]);

    /// <summary>Reads one.</summary>
    /// <param name="place">The folder of an export, or the file.</param>
    /// <exception cref="ConsoleException">There is none, or it is of another form.</exception>
    public static StudyExport Read(string place)
    {
        var file = Directory.Exists(place) ? Path.Combine(place, FileName) : place;
        try
        {
            return JsonText.Read<StudyExport>(File.ReadAllText(file)) is { Format: Form } export
                ? export
                : throw new ConsoleException(ExitCode.BadInput, $"{file} is no {Form}; 'jointqp study export' writes one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{file} cannot be read: {e.Message}; name the folder that 'jointqp study export' made", e);
        }
    }
}

/// <summary>An experiment's part of it.</summary>
/// <param name="Name">The experiment.</param>
/// <param name="Kind">What its network is trained for.</param>
/// <param name="Metric">What is compared.</param>
/// <param name="Margin">Differences smaller than it are of no account; null when none was named.</param>
/// <param name="Schedules">Each by its label, with its onsets in steps.</param>
/// <param name="Trials">Every trial, done or not, but those that a search tried.</param>
/// <param name="Sequential">How the study gets seeds until its primary comparison is decided; null where seeds are fixed or that is another experiment's.</param>
internal sealed record ExportedExperiment(
    string Name, NetworkKind Kind, VerdictMetric Metric, double? Margin, ImmutableArray<ExportedSchedule> Schedules, ImmutableArray<ExportedTrial> Trials,
    SequentialDesign? Sequential = null)
{
    /// <summary>What its search has come to; null without one, and in exports that are older than this.</summary>
    public SearchEvidence? Search { get; init; }

    /// <summary>Of what the cluster tells.</summary>
    public static ExportedExperiment Of(ExperimentTrials trials) => new(
        trials.Name,
        trials.Kind,
        trials.Metric,
        trials.Margin,
        [.. trials.Schedules.OrderBy(schedule => schedule.Key, StringComparer.Ordinal).Select(schedule => new ExportedSchedule(schedule.Key, schedule.Value))],
        [.. trials.Trials.Select(trial => new ExportedTrial(
            trial.Schedule, trial.Ordering, trial.Seed, trial.Stopped, [.. trial.Metrics.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new ExportedMetric(one.Key, one.Value))], trial.Failed))],
        trials.Sequential)
    {
        Search = trials.Search,
    };

    /// <summary>The same as the cluster tells it.</summary>
    public ExperimentTrials ToTrials() => new(
        Name,
        Kind,
        Metric,
        [.. Trials.Select(trial => new TrialOutcome(
            trial.Schedule, trial.Ordering, trial.Seed, trial.Metrics.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal), trial.Stopped, trial.Failed))])
    {
        Margin = Margin,
        Search = Search,
        Sequential = Sequential,
        Schedules = Schedules.ToDictionary(schedule => schedule.Label, schedule => schedule.Schedule, StringComparer.Ordinal),
    };
}

/// <summary>A schedule and its label.</summary>
internal sealed record ExportedSchedule(string Label, Schedule Schedule);

/// <summary>What one trial measured.</summary>
internal sealed record ExportedTrial(string Schedule, string Ordering, long Seed, bool Stopped, ImmutableArray<ExportedMetric> Metrics, bool Failed = false);

/// <summary>A metric of its last step.</summary>
internal sealed record ExportedMetric(string Name, double Value);
