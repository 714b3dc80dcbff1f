using System.Collections.Immutable;
using JointQP.Studies.Spec;

namespace JointQP.Studies.Planning;

/// <summary>A study that is extended by a spec with more seeds, schedules or experiments: what was planned stays, what is new is added.</summary>
public static class StudyExtension
{
    /// <summary>Why a study cannot be extended by a spec, for people; empty when it can. A name stands for one thing in a study.</summary>
    /// <param name="study">The study, with what it was extended by before (<see cref="Merge"/>).</param>
    /// <param name="extension">The spec.</param>
    public static ImmutableArray<string> Problems(StudySpec study, StudySpec extension)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(extension);
        if (study.Sequential is not null)
            return ["the study gets its seeds by itself until its primary comparison is decided, and its levels hold for the seeds and schedules that it began with; allowed: a study of its own"];
        if (extension.Sequential is not null)
            return ["the spec gets seeds until it is decided, which a study must do from its first seed; allowed: a number of seeds here, or a study of its own"];
        return
        [
            .. extension.Experiments.Where(added => added.Search is not null).Select(added =>
                $"experiment '{added.Name}' has a search, which adds what it needs by itself; allowed: a study of its own"),
            .. extension.Experiments.Where(added => added.Stopper is not null).Select(added =>
                $"experiment '{added.Name}' has a stopper, whose decisions more trials would change; allowed: a study of its own"),
            .. from added in extension.Experiments
               join there in study.Experiments on added.Name equals there.Name
               from problem in Problems(there, added)
               select problem,
        ];
    }

    /// <summary>The experiments, schedules and seeds of both; limits and priority are those of the extension.</summary>
    public static StudySpec Merge(StudySpec study, StudySpec extension)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(extension);
        var added = extension.Experiments.ToDictionary(experiment => experiment.Name, StringComparer.Ordinal);
        return study with
        {
            Seeds = [.. study.Seeds.Union(extension.Seeds)],
            Limits = extension.Limits,
            Priority = extension.Priority,
            Experiments =
            [
                .. study.Experiments.Select(there => added.TryGetValue(there.Name, out var more)
                    ? there with { Schedules = [.. there.Schedules.UnionBy(more.Schedules, schedule => schedule.Name)], Added = [.. there.Added.Union(more.Added)] }
                    : there),
                .. extension.Experiments.ExceptBy(study.Experiments.Select(there => there.Name), experiment => experiment.Name),
            ],
        };
    }

    private static IEnumerable<string> Problems(ExperimentSpec there, ExperimentSpec added)
    {
        if (there.Search is not null && added.Search is null)
            yield return $"experiment '{there.Name}' has a search, which adds what it needs by itself; allowed: a study of its own";
        if (there.Stopper is not null && added.Stopper is null)
            yield return $"experiment '{there.Name}' has a stopper, which has compared the schedules that it has; allowed: a study of its own";
        if (there.FloatOf(seed: 0) != added.FloatOf(seed: 0))
        {
            yield return $"experiment '{there.Name}' is there already, with other settings; give the new one another name";
            yield break;
        }

        foreach (var (old, now) in there.Schedules.Join(added.Schedules, old => old.Name, now => now.Name, (old, now) => (old, now)))
        {
            if (old.Schedule != now.Schedule)
                yield return $"experiment '{there.Name}': schedule '{old.Name}' is there already, with other onsets; give the new one another name";
        }

        foreach (var (old, now) in there.Schedules.Join(added.Schedules, old => old.Schedule, now => now.Schedule, (old, now) => (old, now)))
        {
            if (old.Name != now.Name)
                yield return $"experiment '{there.Name}': schedule '{now.Name}' is there already, and is called '{old.Name}'; allowed: each schedule once";
        }
    }
}
