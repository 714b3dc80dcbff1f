using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <remarks>
/// A search extends its study by itself: a step is stored as an extension is, and taken up like one by whoever finds it half done. Which step comes
/// next follows from what the trials measured, so that nothing else of a search is kept.
/// </remarks>
internal sealed partial class StudyGrain
{
    private IEnumerable<ExperimentSpec> OpenSearches() =>
        _outline!.Launched.Experiments.Where(experiment => experiment.Search is not null && !stored.State.Searched.Contains(experiment.Name, StringComparer.Ordinal));

    /// <summary>Takes the next step of every search whose trials have all come to their end.</summary>
    private async Task SearchOn()
    {
        if (_board is null || stored.State.Phase is not StudyPhase.Running)
            return;
        foreach (var experiment in OpenSearches().Where(IsOver).ToList())
        {
            if ((await Experiment(experiment.Name).GetResult()).Search is not { } found)
                continue;
            var taken = stored.State.Extensions.Count(extension => extension.Step?.Experiment == experiment.Name);
            // The grid is no extension.
            if (found.Steps.Length - 1 > taken)
                await Take(found.Steps[^1]);
            else if (found.Concluded)
                await Conclude(experiment.Name, found);
        }
    }

    private bool IsOver(ExperimentSpec experiment) =>
        _outline!.Plan.Trials.Where(trial => trial.Experiment == experiment.Name).All(trial => _board![trial.Path[^1]].Status.HasEnded());

    private async Task Take(SearchStep step)
    {
        await stored.Store(stored.State with { Extensions = stored.State.Extensions.Add(StudySource.Of(step)) });
        await BeginOrLeave();
        LogSearched(Name, step.Experiment, step.Move, step.Trials);
    }

    private async Task Conclude(string experiment, SearchVerdict found)
    {
        await Note(StudyNotes.Searched(experiment, found, time.GetUtcNow()));
        await stored.Store(stored.State with { Searched = stored.State.Searched.Add(experiment) });
        await EndIfDone();
    }

    [LoggerMessage(LogLevel.Information, "Study {Study}: the search of experiment {Experiment} takes a step ({Move}): {Trials} trials")]
    private partial void LogSearched(string study, string experiment, SearchMove move, int trials);
}
