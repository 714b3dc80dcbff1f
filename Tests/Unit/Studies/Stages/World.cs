using System.Collections.Immutable;
using JointQP.Studies.Planning;
using JointQP.Studies.Stages;
using JointQP.Studies.Stopping;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>
/// A study with three workers on two kinds of machines, its stored rows, and every token that was ever given out. Each command is held
/// against <see cref="Model"/> and, in a study without rungs, against <see cref="Rules"/>, and each store against the condition that rows change by.
/// </summary>
internal sealed class World(StudyPlan plan, StageRules rules, bool ruled = true)
{
    private static readonly string[] Fingerprints = ["avx2", "avx2", "avx512"];

    private readonly long[] _incarnations = [1, 1, 1];
    private readonly LeaseHolder[] _last = [.. Enumerable.Range(0, 3).Select(w => new LeaseHolder(Slot(w), 1, Guid.Empty))];
    private readonly List<(string Stage, long Epoch)> _tokens = [];
    private Rules? _rules = ruled && plan.Rungs.IsEmpty ? new(plan) : null;
    private Model? _model = new(plan, rules);
    private IReadOnlyCollection<StageRecord> _before = [];
    private int _requests;

    public StageBoard Board { get; private set; } = StageBoard.Create(plan, rules);

    public Dictionary<string, StageRecord> Rows { get; } = [];

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Transition? Latest { get; private set; }

    public static World Play(StudyPlan plan, IEnumerable<Move> moves, int? parallel = null, bool ruled = true)
    {
        var world = new World(plan, new StageRules { LostBudget = 2, FailedBudget = 1, RebuildBudget = 1, Parallel = parallel }, ruled);
        foreach (var move in moves)
            world.Do(move);
        return world;
    }

    public void Do(Move move)
    {
        var (stage, epoch) = Token(move.Token);
        var slot = Slot(move.Worker);
        switch (move.Kind)
        {
            case MoveKind.Ask: Ask(move.Worker, Holder(move.Worker), Held(move)); break;
            case MoveKind.AskAgain: Ask(move.Worker, _last[move.Worker]); break;
            case MoveKind.AskAsOlder: Ask(move.Worker, Holder(move.Worker) with { Incarnation = _incarnations[move.Worker] - 1 }); break;
            case MoveKind.Restart: _incarnations[move.Worker]++; break;
            case MoveKind.EndOlder: Apply(new StageCommand.EndOlder(slot, _incarnations[move.Worker])); break;
            case MoveKind.Renew: Apply(new StageCommand.Renew(stage, epoch)); break;
            case MoveKind.Checkpoint: Apply(new StageCommand.Checkpoint(stage, epoch, File(stage, epoch, move.Size))); break;
            case MoveKind.Commit: Apply(new StageCommand.Commit(stage, epoch, new(File(stage, epoch, 9), "hash of " + stage))); break;
            case MoveKind.CommitOther: Apply(new StageCommand.Commit(stage, epoch, new(File(stage, epoch, 9), "other hash"))); break;
            case MoveKind.Fail: Apply(new StageCommand.Fail(stage, epoch, "thrown")); break;
            case MoveKind.Release: Apply(new StageCommand.Release(stage, epoch)); break;
            case MoveKind.Unreadable: Apply(new StageCommand.UnreadableParent(stage, epoch, "truncated")); break;
            case MoveKind.Tick: Now += TimeSpan.FromSeconds(10 * move.Size); break;
            case MoveKind.Expire: Apply(new StageCommand.Expire()); break;
            case MoveKind.Cancel: Apply(new StageCommand.Cancel()); break;
            case MoveKind.Pause: Apply(new StageCommand.Pause(Drain: false)); break;
            case MoveKind.Drain: Apply(new StageCommand.Pause(Drain: true)); break;
            case MoveKind.Resume: Apply(new StageCommand.Resume()); break;
            case MoveKind.Restore: Restore(); break;
            case MoveKind.FailForGood: Apply(new StageCommand.Fail(stage, epoch, "diverged", Final: true)); break;
            case MoveKind.Retry: Apply(new StageCommand.Retry()); break;
            case MoveKind.Decide: Decide(move.Token); break;
            default: throw new ArgumentOutOfRangeException(nameof(move));
        }
    }

    /// <summary>Healthy workers go on, round by round, until the study has ended.</summary>
    public void Finish()
    {
        Apply(new StageCommand.Resume());
        Decide(0);
        // Any stage may have to be lost, failed and rebuilt out of its budgets before it is through; a round always gets one further.
        for (var round = 0; !Board.Ended; round++)
        {
            Assert.True(round < 20 * plan.Stages.Length, "The study does not end although its workers go on.");
            Now += Board.Rules.Lease;
            Apply(new StageCommand.Expire());
            for (var worker = 0; worker < Fingerprints.Length; worker++)
                if (Ask(worker, Holder(worker)) is StageAnswer.Granted granted)
                    Apply(new StageCommand.Commit(granted.Stage, granted.Epoch, new(
                        File(granted.Stage, granted.Epoch, 9), Board[granted.Stage].Result?.StateHash ?? "hash of " + granted.Stage)));
            Decide(0);
        }
    }

    /// <summary>Decides the rung once all who are judged there have come to it; the number says which schedules end.</summary>
    private void Decide(int stopped)
    {
        if (plan.Rungs.IsEmpty || !plan.Rungs[0].Trials.All(judged => Board[judged.Stage].Status.HasEnded()))
            return;
        Apply(new StageCommand.Decide(new(
            plan.Rungs[0].Experiment,
            plan.Rungs[0].Number,
            [
                .. plan.Trials.Select(trial => trial.ScheduleName).Distinct().Index().Where(schedule => (stopped >> schedule.Index & 1) == 1)
                    .Select(schedule => new StoppedSchedule(schedule.Item, "worse")),
            ])));
    }

    /// <summary>The authority dies while it stores the latest changes: only the first of them are there.</summary>
    public void Tear(int kept)
    {
        foreach (var lost in Latest?.Changed.Skip(kept) ?? [])
            Rows.Remove(lost.Id);
        foreach (var before in _before.Where(r => r.Version > 0))
            Rows.TryAdd(before.Id, before with { Deadline = null });
        Board = StageBoard.Restore(plan, Board.Rules, Rows.Values, Now, Board.Handout, Board.Decisions);

        // What was answered, and what a slot holds, is not what the rules remember.
        (_rules, _model) = (null, null);
    }

    public void Restore()
    {
        var live = Board;
        Board = StageBoard.Restore(plan, live.Rules, Rows.Values, Now, live.Handout, live.Decisions);
        _rules?.Restored(Board);
        _model?.Restored(Now);
        Assert.Equal(live.Records.Select(r => r.Holder is null ? r : r with { Deadline = Now + live.Rules.Lease }), Board.Records);
        Assert.Equal(live.Ready, Board.Ready);
        Assert.Equal(live.Held.OrderBy(h => h.Key), Board.Held.OrderBy(h => h.Key));
        Assert.Equal(live.Pins.OrderBy(p => p.Key), Board.Pins.OrderBy(p => p.Key));
        Assert.Equal(live.Counts, Board.Counts);
        Assert.Equal(live.Handout, Board.Handout);
    }

    private static string Slot(int worker) => $"local-{worker}";

    private static CheckpointRef File(string stage, long epoch, long step) => new($"{stage}-{epoch}-{step}", step, "content of " + stage, 1);

    private LeaseHolder Holder(int worker) => new(Slot(worker), _incarnations[worker], new Guid(++_requests, 0, 0, new byte[8]));

    // Half of the time a token that is good now, else any that ever was: a zombie's.
    private (string, long) Token(int choice)
    {
        var current = Board.Records.Where(r => r.Status == StageStatus.Leased).Select(r => (r.Id, r.Epoch)).ToArray();
        return choice < 6 && current.Length > 0 ? current[choice % current.Length]
            : _tokens.Count > 0 ? _tokens[choice * 7 % _tokens.Count]
            : (choice < 6 ? plan.Stages[0].Id : "no such stage", choice);
    }

    // Some of the checkpoints that there may be, in some order.
    private ImmutableArray<string> Held(Move move) =>
        [.. plan.Stages.Index().Where(s => (s.Index + move.Token) % 3 == 0).Select(s => "content of " + s.Item.Id).OrderBy(hash => (hash[^1] * move.Size) % 7)];

    private StageAnswer Ask(int worker, LeaseHolder holder, ImmutableArray<string> holds = default)
    {
        _last[worker] = holder;
        var answer = Apply(new StageCommand.Lease(holder, Fingerprints[worker], holds.IsDefault ? [] : holds));
        if (answer is StageAnswer.Granted granted)
            _tokens.Add((granted.Stage, granted.Epoch));
        return answer;
    }

    private StageAnswer Apply(StageCommand command)
    {
        var before = Board;
        _before = before.Records;
        Latest = StageReducer.Apply(before, command, Now);
        Board = Latest.Board;
        foreach (var record in Latest.Changed)
        {
            var (version, epoch) = Rows.TryGetValue(record.Id, out var row) ? (row.Version, row.Epoch) : (0, 0);
            Assert.True(record.Version == version + 1);
            Assert.True(record.Epoch >= epoch);
            Rows[record.Id] = record with { Deadline = null };
        }

        Assert.True(Board.Records.Where(r => r.Status == StageStatus.Leased).OrderBy(r => r.Deadline).SequenceEqual(Board.Leased));
        _rules?.Check(before, command, Latest, Now);
        _model?.Follow(command, Latest, Now);
        return Latest.Answer;
    }
}
