using System.Collections.Immutable;
using JointQP.Studies.Notation;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;
using Orleans;

namespace JointQP.Studies.Search;

/// <summary>What a step of a search is for.</summary>
public enum SearchMove
{
    /// <summary>To begin: the whole grid with the first seeds.</summary>
    Grid,

    /// <summary>To tell apart those that are left, by one seed more.</summary>
    Race,

    /// <summary>To try onsets around the best ones.</summary>
    Refine,

    /// <summary>To confirm the winner on seeds that the search has not seen.</summary>
    Confirm,
}

/// <summary>Trials that a search asks for: each of its schedules with each of its seeds.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Move">What for.</param>
/// <param name="Schedules">In the order of their names' first mention; of <see cref="SearchMove.Confirm"/> the winner, then its rival of another order, if there is one.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Reason">What was seen and what follows from it, for people.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SearchStep")]
public sealed record SearchStep(
    [property: Id(0)] string Experiment,
    [property: Id(1)] SearchMove Move,
    [property: Id(2)] ImmutableArray<SearchedSchedule> Schedules,
    [property: Id(3)] ImmutableArray<long> Seeds,
    [property: Id(4)] string Reason)
{
    /// <summary>How many trials it is.</summary>
    public int Trials => Schedules.Length * Seeds.Length;

    /// <summary>What a study is extended by for it.</summary>
    /// <param name="study">As it was launched.</param>
    public StudySpec Extend(StudySpec study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study with
        {
            Seeds = Seeds,
            Experiments =
            [
                .. study.Experiments.Where(experiment => experiment.Name == Experiment).Select(experiment => experiment with
                {
                    Search = null,
                    Schedules = [.. Schedules.Select(searched => new ScheduleSpec(searched.Name, Ordering.Parse(searched.Schedule.Ordering), searched.Schedule))],
                }),
            ],
        };
    }
}

/// <summary>A schedule that a search tries.</summary>
/// <param name="Name">Its label in the experiment.</param>
/// <param name="Schedule">Its ordering and onsets.</param>
[GenerateSerializer, Immutable, Alias("JointQP.SearchedSchedule")]
public sealed record SearchedSchedule([property: Id(0)] string Name, [property: Id(1)] Schedule Schedule);
