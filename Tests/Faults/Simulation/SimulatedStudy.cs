using System.Collections.Frozen;
using System.Globalization;
using JointQP.Studies.Planning;
using JointQP.Studies.Results;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using JointQP.Studies.Words;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>A study from its spec by the real reader and planner, and what its training would come to.</summary>
internal sealed class SimulatedStudy
{
    private readonly FrozenDictionary<string, ulong> _salts;
    private readonly Dictionary<string, ulong> _ends = new(StringComparer.Ordinal);

    public SimulatedStudy(string yaml, StageRules? rules = null)
    {
        var parsed = StudySpecParser.Parse(yaml);
        Text = yaml;
        Spec = parsed.Spec ?? throw new ArgumentException(string.Join("; ", parsed.Problems), nameof(yaml));
        Plan = StudyPlanner.Plan(Spec);
        Rules = rules ?? new StageRules { Lease = Spec.Limits.Lease, LostBudget = 1000, FailedBudget = 1000, RebuildBudget = 1000 };
        Stages = Plan.Stages.ToFrozenDictionary(stage => stage.Id, StringComparer.Ordinal);
        _salts = Plan.Stages.ToFrozenDictionary(stage => stage.Id, Salt, StringComparer.Ordinal);
        foreach (var stage in Plan.Stages)
        {
            _ends.Add(stage.Id, Train(stage, stage.Parent is { } parent ? _ends[parent] : 0, stage.From, stage.To));
        }
    }

    public string Name => Spec.Name;

    /// <summary>The spec as it is launched.</summary>
    public string Text { get; }

    public StudySpec Spec { get; }

    public StudyPlan Plan { get; }

    public StageRules Rules { get; }

    public FrozenDictionary<string, PlannedStage> Stages { get; }

    /// <summary>Steps of training: what the network is afterwards depends on all that it was before.</summary>
    public ulong Train(PlannedStage stage, ulong state, long from, long to)
    {
        var salt = _salts[stage.Id];
        for (var step = from; step < to; step++)
            state = Dice.Mix(state ^ salt ^ ((ulong)step * 0xD6E8FEB86659FD93));
        return state;
    }

    /// <summary>What a stage must end in.</summary>
    public string StateHash(string stage) => StateHash(_ends[stage]);

    public static string StateHash(ulong state) => string.Create(CultureInfo.InvariantCulture, $"{state:x16}{Dice.Mix(state):x16}{state:x16}{Dice.Mix(state):x16}");

    /// <summary>The result hash of what is stored, by the real code.</summary>
    /// <exception cref="ViolationException">A trial has no result.</exception>
    public string ResultHash(StudyRows rows) => JointQP.Studies.Results.ResultHash.Of(Plan.Trials.Select(trial =>
    {
        var last = rows.Stages[trial.Path[^1]];
        if (last.Status != StageStatus.Committed)
            throw new ViolationException($"Stage {last.Id} of study {Name} is {last.Status}: {last.Reason}");
        return JointQP.Studies.Results.ResultHash.OfTrial(
            TrialKey.Of(trial.Spec),
            last.Result!.StateHash,
            trial.Path.Index().SelectMany(stage => rows.Read(stage.Item).Select(row => new MetricPoint(stage.Index, row.Step, row.Name, row.Value))));
    }));

    // By the identity that the planner gives to a training, so that what it lets trials share is what they have in common here.
    private ulong Salt(PlannedStage stage)
    {
        var key = StageKey.Of(Plan.Trials[stage.Leader].Spec, stage.To);
        return Convert.ToUInt64(key[..16], 16);
    }
}
