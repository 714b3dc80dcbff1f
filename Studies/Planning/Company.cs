using static JointQP.Studies.Planning.StageTree;

namespace JointQP.Studies.Planning;

/// <summary>Trials that have trained alike so far.</summary>
/// <remarks>
/// Where a stage ends, only those are looked at that change there: most go on as before, and looking at them at the end of every stage made a plan
/// take time by the stages of all paths, which grow faster than the trials.
/// </remarks>
internal sealed class Company
{
    // Those that were together when it was made, in the order of their indices; some may have left it.
    private readonly List<Branch> _all = [];

    // By the step at which each changes next; of those that change together the judged before the others, and then by index.
    private readonly PriorityQueue<Branch, (long Change, bool Unjudged, int Trial)> _next = new();

    private readonly long _end;
    private int _left;

    /// <param name="trials">In the order of their indices.</param>
    /// <param name="end">One past the last step of all.</param>
    public Company(IEnumerable<Branch> trials, long end)
    {
        _end = end;
        foreach (var trial in trials)
            Join(trial);
    }

    /// <summary>The first by index.</summary>
    public Branch First
    {
        get
        {
            while (_all[_left].Company != this)
                _left++;
            return _all[_left];
        }
    }

    /// <summary>The next step at which one of them changes; one past the last when none does.</summary>
    public long Change => ChangeOf(_next.Peek());

    /// <summary>Whether one of them is judged by a stopper at <see cref="Change"/>.</summary>
    public bool IsJudged => _next.Peek().Rung is not null;

    /// <summary>Those that go on alike from a step on, no later than <see cref="Change"/>, in the order of the first of each.</summary>
    public IEnumerable<(Turn? Turn, Company Trials)> Part(long step)
    {
        // Most are alone by then, and need no sorting.
        if (_next.Count == 1)
            return [(_next.Peek().Change == step ? PassAlone(step) : null, this)];
        Dictionary<Turn, Company> turned = [];
        List<Branch> on = [];
        while (_next.Count > 0 && Change == step)
        {
            var trial = _next.Dequeue();
            if (trial.Pass(step) is not { } turn)
                on.Add(trial);
            else if (turned.TryGetValue(turn, out var company))
                company.Join(trial);
            else
                turned.Add(turn, new Company([trial], _end));
        }

        foreach (var trial in on)
            Enqueue(trial);
        var parts = turned.Select(part => ((Turn?)part.Key, part.Value));
        return (_next.Count == 0 ? parts : parts.Append((null, this))).OrderBy(part => part.Item2.First.Trial);
    }

    /// <summary>Those for whom something follows from the step at which they change, in the order of the first of each.</summary>
    public IEnumerable<(T Key, Company Trials)> Split<T>(Func<long, T> of)
    {
        var parts = _all.Where(trial => trial.Company == this).GroupBy(trial => of(ChangeOf(trial))).ToList();
        return parts is [var whole] ? [(whole.Key, this)] : parts.Select(part => (part.Key, new Company(part, _end)));
    }

    /// <summary>Lets all come to their end by a stage.</summary>
    public void End(Node stage)
    {
        foreach (var trial in _all.Where(trial => trial.Company == this))
            // Nobody is in it any more, and its memory is given back while others are still on their way.
            (trial.Last, trial.Company) = (stage, null);
    }

    private Turn? PassAlone(long step)
    {
        var trial = _next.Dequeue();
        var turn = trial.Pass(step);
        Enqueue(trial);
        return turn;
    }

    private void Join(Branch trial)
    {
        trial.Company = this;
        _all.Add(trial);
        Enqueue(trial);
    }

    private void Enqueue(Branch trial) => _next.Enqueue(trial, (ChangeOf(trial), trial.Rung is null, trial.Trial));

    private long ChangeOf(Branch trial) => trial.Change ?? _end;
}
