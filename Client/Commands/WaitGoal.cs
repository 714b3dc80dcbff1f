using System.Globalization;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary>What <c>study wait</c> waits for.</summary>
/// <param name="Trials">So many trials done; null for the study's end.</param>
internal sealed record WaitGoal(int? Trials)
{
    /// <summary>The rule for people.</summary>
    public const string Rule = "'done' or 'trials=N' with N of at least 1";

    /// <summary>Reads <c>done</c> or <c>trials=N</c>.</summary>
    public static WaitGoal? Parse(string text) =>
        text == "done" ? new WaitGoal(Trials: null)
        : text.StartsWith("trials=", StringComparison.Ordinal)
            && int.TryParse(text["trials=".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var trials) && trials > 0
            ? new WaitGoal(trials)
        : null;

    /// <summary>Whether it is reached.</summary>
    public bool IsReached(StudyStatus status) => Trials is { } trials && status.TrialsDone >= trials;

    /// <summary>What to tell the shell of a study that is waited for no longer.</summary>
    /// <param name="status">How it stands: the goal is reached, or it has ended.</param>
    public int CodeOf(StudyStatus status) =>
        Trials is null ? StudyResultsCommand.CodeOf(status) : IsReached(status) ? Hosting.ExitCode.Ok : Hosting.ExitCode.Failed;
}
