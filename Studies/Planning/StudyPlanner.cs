using System.Collections.Immutable;
using System.Globalization;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Studies.Planning;

/// <summary>Turns a study into trials and stages. The same spec always gives the same plan.</summary>
public static class StudyPlanner
{
    /// <summary>
    /// Every experiment, seed and schedule is a trial, in this order: the schedules of one seed stand together, so that a seed's
    /// comparisons are complete as early as can be. Each trial is cut at its events, and equal beginnings are one (<see cref="StudySpec.Sharing"/>).
    /// </summary>
    /// <param name="study">As it was launched.</param>
    /// <param name="extensions">
    /// What it was extended by, in that order (<see cref="StudyExtension"/>). Trials that are planned already are not planned again, and what
    /// is planned without an extension is the beginning of what is planned with it.
    /// </param>
    public static StudyPlan Plan(StudySpec study, params IReadOnlyList<StudySpec> extensions)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(extensions);
        Draft draft = new();
        draft.Add(study);
        foreach (var extension in extensions)
            draft.Add(extension);
        return draft.ToPlan();
    }

    private sealed class Draft
    {
        private readonly List<(string Experiment, string Schedule, TrialSpec Spec, StageTree.Branch Branch)> _planned = [];
        private readonly HashSet<(string Experiment, string Schedule, long Seed)> _there = [];
        private readonly Dictionary<TrialSpec, int> _kinds = [];
        private readonly Dictionary<(int Kind, long Seed), string> _trees = [];
        private readonly ImmutableArray<PlannedStage>.Builder _stages = ImmutableArray.CreateBuilder<PlannedStage>();
        private readonly List<(string Experiment, int Number, long After, int Trial, long At)> _judged = [];
        private readonly StageTree _tree;

        public Draft() => _tree = new StageTree(_stages);

        public void Add(StudySpec study)
        {
            OrderedDictionary<(int Kind, long Seed), (List<StageTree.Branch> Trials, long End)> added = [];
            foreach (var experiment in study.Experiments)
            {
                // What trials must have in common to have anything in common: their seed, and all but schedule and compression.
                var common = experiment.FloatOf(seed: 0) with { Compression = StageKey.Idle, Metric = null };
                _kinds.TryAdd(common, _kinds.Count);
                var settings = StageKey.Acting(experiment.Compression);
                var events = experiment.Schedules.Select(schedule => TrialEvent.Of(experiment.TrialOf(schedule, seed: 0))).ToList();
                foreach (var tree in study.Seeds.Select(seed => (_kinds[common], seed)))
                {
                    _trees.TryAdd(tree, string.Create(CultureInfo.InvariantCulture, $"{experiment.Name}/{tree.seed}"));
                    added.TryAdd(tree, ([], common.TotalSteps));
                    added[tree].Trials.AddRange(Add(experiment, tree.seed, settings, events, experiment.PlannedWith(tree.seed, study.Seeds)));
                }
            }

            foreach (var (tree, (trials, end)) in added.Where(tree => tree.Value.Trials.Count > 0))
            {
                if (study.Sharing == Sharing.None)
                    trials.ForEach(trial => _tree.GrowAlone(_trees[tree], trial, end));
                else
                    _tree.Grow(_trees[tree], trials, end);
            }
        }

        public StudyPlan ToPlan() => new(
            [.. _planned.Select((trial, index) => new PlannedTrial(index, trial.Experiment, trial.Schedule, trial.Spec, trial.Branch.Path))],
            _stages.ToImmutable())
        {
            Rungs = Rungs(),
        };

        /// <summary>The steps at which a trial is judged; those of all trials are noted.</summary>
        private ImmutableArray<long> Rungs(ExperimentSpec experiment, TrialSpec spec)
        {
            if (experiment.Stopper is not { } stopper || spec.Schedule.Onsets.IsEmpty)
                return [];
            var rungs = stopper.Rungs.Index().Select(rung => (rung.Index, After: rung.Item, At: spec.Schedule.Settled + rung.Item)).Where(rung => rung.At < spec.TotalSteps).ToList();
            _judged.AddRange(rungs.Select(rung => (experiment.Name, rung.Index + 1, rung.After, _planned.Count, rung.At)));
            return [.. rungs.Select(rung => rung.At)];
        }

        private ImmutableArray<PlannedRung> Rungs()
        {
            if (_judged.Count == 0)
                return [];
            var ends = _stages.ToDictionary(stage => stage.Id, stage => stage.To, StringComparer.Ordinal);
            return
            [
                .. _judged.GroupBy(judged => (judged.Experiment, judged.Number, judged.After)).Select(rung => new PlannedRung(
                    rung.Key.Experiment,
                    rung.Key.Number,
                    rung.Key.After,
                    [.. rung.Select(judged => new JudgedTrial(judged.Trial, _planned[judged.Trial].Branch.Path.First(stage => ends[stage] == judged.At)))]))
                    .OrderBy(rung => rung.Trials[0].Trial).ThenBy(rung => rung.Number),
            ];
        }

        /// <param name="events">Those of each schedule, which are the same for every seed.</param>
        /// <param name="left">Those that are planned with this seed.</param>
        private IEnumerable<StageTree.Branch> Add(
            ExperimentSpec experiment, long seed, CompressionSettings settings, List<ImmutableArray<TrialEvent>> events, Func<ScheduleSpec, bool> left)
        {
            foreach (var (position, schedule) in experiment.Schedules.Index().Where(schedule => left(schedule.Item) && _there.Add((experiment.Name, schedule.Item.Name, seed))))
            {
                var spec = experiment.TrialOf(schedule, seed);
                StageTree.Branch branch = new(_planned.Count, settings, events[position], Rungs(experiment, spec));
                _planned.Add((experiment.Name, schedule.Name, spec, branch));
                yield return branch;
            }
        }
    }
}
