using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary>Which trials are wanted; what is null or empty asks for nothing.</summary>
internal sealed record TrialFilter(IReadOnlyCollection<TrialState> States, string? Experiment, string? Schedule, int? Seed)
{
    /// <summary>Whether it is one of them.</summary>
    public bool Takes(TrialEntry trial) =>
        (States.Count == 0 || States.Contains(trial.State))
        && (Experiment is null || trial.Experiment == Experiment)
        && (Schedule is null || TrialName.Packed(trial.Schedule) == TrialName.Packed(Schedule))
        && (Seed is null || trial.Seed == Seed);

    /// <summary>Refuses words that no trial of the study has.</summary>
    /// <exception cref="ConsoleException">There is such a word; tells the nearest right ones.</exception>
    public void Check(StudyTrials study)
    {
        Check(study, "experiment", Experiment, study.Trials.Select(trial => trial.Experiment), name => name);
        Check(study, "schedule", Schedule, study.Trials.Select(trial => trial.Schedule), TrialName.Packed);
    }

    private static void Check(StudyTrials study, string what, string? found, IEnumerable<string> all, Func<string, string> form)
    {
        var words = all.Distinct(StringComparer.Ordinal).ToList();
        if (found is null || words.Exists(word => form(word) == form(found)))
            return;
        throw new ConsoleException(ExitCode.BadInput, $"study {study.Study} has no {what} '{found}'; nearest: {string.Join(", ", NearNames.Of(found, words))}");
    }
}
