using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Rendering;

/// <summary>Studies as rows for programs.</summary>
internal static class StudyRows
{
    /// <summary>The columns of a study.</summary>
    public static IReadOnlyList<Column<StudyStatus>> Columns { get; } =
    [
        new("name", s => s.Name),
        new("phase", s => s.Phase),
        new("launchedAt", s => s.LaunchedAt),
        new("endedAt", s => s.EndedAt),
        new("trials", s => s.Trials),
        new("trialsDone", s => s.TrialsDone),
        new("trialsFailed", s => s.TrialsFailed),
        new("steps", s => s.Steps),
        new("stepsDone", s => s.StepsDone),
        new("problems", s => string.Join("; ", s.Problems)),
        new("trialsStopped", s => s.TrialsStopped),
        new("parallel", s => s.Parallel),
    ];

    /// <summary>A row for each study.</summary>
    public static CsvTable Of(params IEnumerable<StudyStatus> studies) => CsvTable.Of(studies, Columns);

    /// <summary>A row for each schedule of a study.</summary>
    public static CsvTable Schedules(StudyStatus study) => CsvTable.Of(
        study.Schedules,
        new("study", _ => study.Name),
        new("phase", _ => study.Phase),
        new("experiment", s => s.Experiment),
        new("schedule", s => s.Schedule),
        new("trials", s => s.Trials),
        new("trialsDone", s => s.TrialsDone),
        new("trialsFailed", s => s.TrialsFailed),
        new("steps", s => s.Steps),
        new("stepsDone", s => s.StepsDone),
        new("trialsStopped", s => s.TrialsStopped));
}
