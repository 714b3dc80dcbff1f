using System.Collections.Immutable;
using JointQP.Studies.Planning;

namespace JointQP.Studies.Stages;

/// <summary>What never changes about a study's rungs: which trials go through a stage, and which rung each of them has climbed last before it.</summary>
internal sealed class RungLayout
{
    private readonly Dictionary<(string Experiment, int Number), int> _positions = [];
    private readonly Dictionary<string, List<(int Trial, int? Rung)>> _through = new(StringComparer.Ordinal);

    public RungLayout(StudyPlan plan)
    {
        (Rungs, Trials) = (plan.Rungs, plan.Trials);
        if (Rungs.IsEmpty)
            return;
        var judged = new Dictionary<(int Trial, string Stage), int>();
        foreach (var (position, rung) in Rungs.Index())
        {
            _positions.Add((rung.Experiment, rung.Number), position);
            foreach (var (trial, stage) in rung.Trials)
                judged.Add((trial, stage), position);
        }

        foreach (var trial in plan.Trials)
        {
            int? climbed = null;
            foreach (var stage in trial.Path)
            {
                if (!_through.TryGetValue(stage, out var trials))
                    _through.Add(stage, trials = []);
                trials.Add((trial.Index, climbed));
                if (judged.TryGetValue((trial.Index, stage), out var rung))
                    climbed = rung;
            }
        }
    }

    public ImmutableArray<PlannedRung> Rungs { get; }

    public ImmutableArray<PlannedTrial> Trials { get; }

    public int? Find(string experiment, int number) => _positions.TryGetValue((experiment, number), out var position) ? position : null;

    /// <summary>The trials that go through a stage, each with the rung that it has climbed last before it; none in a study without rungs.</summary>
    public IReadOnlyList<(int Trial, int? Rung)> Through(string stage) => _through.TryGetValue(stage, out var trials) ? trials : [];
}
