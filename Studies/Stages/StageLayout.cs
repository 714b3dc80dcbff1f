using System.Collections.Frozen;
using System.Collections.Immutable;
using JointQP.Studies.Planning;

namespace JointQP.Studies.Stages;

/// <summary>What never changes about a study's stages: who is whose child, by position in the plan.</summary>
internal sealed class StageLayout
{
    private readonly FrozenDictionary<string, int> _positions;
    private readonly int[] _parents;
    private readonly List<int>[] _children;

    public StageLayout(StudyPlan plan)
    {
        Stages = plan.Stages;
        _positions = Stages.Select((stage, i) => KeyValuePair.Create(stage.Id, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _parents = new int[Stages.Length];
        _children = new List<int>[Stages.Length];
        for (var i = 0; i < Stages.Length; i++)
        {
            _children[i] = [];
            _parents[i] = Stages[i].Parent is { } parent ? _positions[parent] : -1;
            if (_parents[i] >= i)
                throw new ArgumentException($"Stage {Stages[i].Id} stands before its parent {Stages[i].Parent} in the plan.", nameof(plan));
            if (_parents[i] >= 0)
                _children[_parents[i]].Add(i);
        }

        Rungs = new RungLayout(plan);
    }

    public ImmutableArray<PlannedStage> Stages { get; }

    public RungLayout Rungs { get; }

    /// <summary>The position of a stage that is there.</summary>
    public int Position(string id) => _positions[id];

    public bool TryFind(string id, out int position) => _positions.TryGetValue(id, out position);

    /// <summary>The parent's position, or null for a trial's first stage.</summary>
    public int? Parent(int position) => _parents[position] >= 0 ? _parents[position] : null;

    public IReadOnlyList<int> Children(int position) => _children[position];
}
