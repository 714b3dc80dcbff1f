using JointQP.Studies.Planning;
using JointQP.Studies.Stages;
using JointQP.Studies.Stopping;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>
/// The stage and lease rules said anew, as plainly as they can be: each stage is at one of seven places, and whether one that waits may be leased
/// or is unreachable is read off the others whenever it is asked. It shares no code with the reducer, which keeps all that in step instead.
/// </summary>
internal sealed class Model
{
    private readonly StudyPlan _plan;
    private readonly StageRules _rules;
    private readonly List<Stage> _stages;
    private readonly Dictionary<string, long> _incarnations = [];
    private readonly Dictionary<string, string> _pins = [];
    private readonly Dictionary<(string Stage, long Epoch), string> _endings = [];
    private readonly HashSet<int> _stopped = [];
    private Handout _handout = Handout.Open;
    private bool _decided;

    public Model(StudyPlan plan, StageRules rules)
    {
        (_plan, _rules) = (plan, rules);
        _stages = [.. plan.Stages.Select(planned => new Stage(planned))];
        foreach (var stage in _stages.Where(stage => stage.Planned.Parent is not null))
            stage.Parent = _stages.Single(other => other.Planned.Id == stage.Planned.Parent);
    }

    private enum Place { Waiting, Leased, Committed, Failed, Poisoned, Cancelled, Stopped }

    private bool Cancelled => _stages.Exists(stage => stage.Place == Place.Cancelled);

    private IEnumerable<Stage> Leased => _stages.Where(stage => stage.Place == Place.Leased);

    /// <summary>Follows a command, and holds the answer and every stage against what should have come of it.</summary>
    public void Follow(StageCommand command, Transition transition, DateTimeOffset now)
    {
        var answer = transition.Answer;
        switch (command)
        {
            case StageCommand.Lease ask: Ask(ask, answer, now); break;
            case StageCommand.EndOlder end:
                if (Meet(end.Slot, end.Incarnation) && Leased.FirstOrDefault(stage => stage.Holder!.Slot == end.Slot) is { } held && held.Holder!.Incarnation < end.Incarnation)
                    Lose(held);
                break;
            case StageCommand.Expire: Expire(now); break;
            case StageCommand.Cancel: Cancel(); break;
            case StageCommand.Retry: Retry(); break;
            case StageCommand.Pause pause: _handout = pause.Drain ? Handout.Draining : Handout.Closed; break;
            case StageCommand.Resume: _handout = Handout.Open; break;
            case StageCommand.Decide decide: Decide(decide.Decision); break;
            case StageCommand.Message message: Assert.Equal(Hear(message, now), answer); break;
        }

        Compare(transition.Board);
    }

    /// <summary>The authority was started anew: it knows the slots that hold something, and gives each a whole lease.</summary>
    public void Restored(DateTimeOffset now)
    {
        _incarnations.Clear();
        foreach (var stage in Leased)
        {
            stage.Deadline = now + _rules.Lease;
            _incarnations[stage.Holder!.Slot] = stage.Holder.Incarnation;
        }
    }

    private void Ask(StageCommand.Lease ask, StageAnswer answer, DateTimeOffset now)
    {
        if (Cancelled)
        {
            Assert.Equal(new StageAnswer.Nothing(null), answer);
            return;
        }

        if (!Meet(ask.Holder.Slot, ask.Holder.Incarnation))
        {
            Assert.IsType<StageAnswer.Superseded>(answer);
            return;
        }

        if (Leased.FirstOrDefault(stage => stage.Holder!.Slot == ask.Holder.Slot) is { } held)
        {
            if (held.Holder == ask.Holder)
            {
                held.Deadline = now + _rules.Lease;
                Assert.Equal(new StageAnswer.Granted(held.Planned.Id, held.Epoch, held.Deadline), answer);
                return;
            }

            if (held.Holder!.Incarnation == ask.Holder.Incarnation)
                End(held, Place.Waiting, "released");
            else
                Lose(held);
        }

        Expire(now);
        var full = _rules.Parallel is { } most && Leased.Count() >= most;
        var free = _handout != Handout.Open || full ? [] : _stages
            .Where(stage => Status(stage) == StageStatus.Ready && _pins.GetValueOrDefault(stage.Planned.Tree, ask.Fingerprint) == ask.Fingerprint).ToList();
        if (free.Count == 0)
        {
            Assert.Equal(new StageAnswer.Nothing(Leased.Min(stage => (DateTimeOffset?)stage.Deadline)), answer);
            return;
        }

        // Which of equally long paths is a matter of what the worker has at hand.
        var granted = Assert.IsType<StageAnswer.Granted>(answer);
        var longest = free.Max(stage => stage.Planned.Remaining);
        var chosen = Assert.Single(free, stage => stage.Planned.Id == granted.Stage && stage.Planned.Remaining == longest);
        (chosen.Place, chosen.Epoch, chosen.Holder, chosen.Deadline) = (Place.Leased, chosen.Epoch + 1, ask.Holder, now + _rules.Lease);
        _pins[chosen.Planned.Tree] = ask.Fingerprint;
        Assert.Equal((chosen.Epoch, chosen.Deadline), (granted.Epoch, granted.Deadline));
    }

    private StageAnswer Hear(StageCommand.Message message, DateTimeOffset now)
    {
        if (_stages.Find(stage => stage.Planned.Id == message.Stage) is not { } stage)
            return new StageAnswer.Fenced();
        if (message is StageCommand.UnreadableParent { Reason: var reason } && stage.Parent is null)
            message = new StageCommand.Fail(message.Stage, message.Epoch, reason);
        var ending = message switch
        {
            StageCommand.Commit commit => "committed " + commit.Result.StateHash,
            StageCommand.Fail => "failed",
            StageCommand.Release => "released",
            StageCommand.UnreadableParent => "orphaned",
            _ => null,
        };
        if (stage.Place != Place.Leased || stage.Epoch != message.Epoch)
            return ending is not null && stage.Epoch == message.Epoch && stage.Place != Place.Cancelled && _endings.GetValueOrDefault((message.Stage, message.Epoch)) == ending
                ? new StageAnswer.Accepted()
                : new StageAnswer.Fenced();

        switch (message)
        {
            case StageCommand.Renew:
                stage.Deadline = now + _rules.Lease;
                return _handout == Handout.Closed ? new StageAnswer.GiveBack() : new StageAnswer.Accepted();
            case StageCommand.Checkpoint checkpoint:
                stage.Step = Math.Max(stage.Step ?? checkpoint.Ref.Step, checkpoint.Ref.Step);
                break;
            case StageCommand.Commit { Result.StateHash: var hash }:
                var contradicts = stage.Hash is { } first && first != hash;
                stage.Hash ??= hash;
                stage.Step = contradicts ? stage.Step : null;
                End(stage, contradicts ? Place.Failed : Place.Committed, ending!);
                break;
            case StageCommand.Fail fail:
                stage.Failures++;
                End(stage, fail.Final || stage.Failures > _rules.FailedBudget ? Place.Failed : Place.Waiting, ending!);
                break;
            case StageCommand.Release:
                End(stage, Place.Waiting, ending!);
                break;
            case StageCommand.UnreadableParent:
                stage.Step = null;
                End(stage, Place.Waiting, ending!);
                if (stage.Parent is { Place: Place.Committed } parent)
                {
                    parent.Rebuilds++;
                    parent.Place = parent.Rebuilds > _rules.RebuildBudget ? Place.Poisoned : Place.Waiting;
                    DropUnreachable();
                }

                break;
        }

        return new StageAnswer.Accepted();
    }

    private void Expire(DateTimeOffset now)
    {
        foreach (var due in Leased.Where(stage => stage.Deadline <= now).OrderBy(stage => stage.Deadline).ToList())
            if (due.Place == Place.Leased)
                Lose(due);
    }

    private void Lose(Stage stage)
    {
        stage.Losses++;
        End(stage, stage.Losses > _rules.LostBudget ? Place.Poisoned : Place.Waiting, "lost");
    }

    private void Cancel()
    {
        foreach (var stage in _stages.Where(stage => !Status(stage).HasEnded()).ToList())
        {
            if (stage.Place == Place.Leased)
                Drop(stage);
            stage.Place = Place.Cancelled;
        }
    }

    private void Retry()
    {
        if (Cancelled)
            return;
        var unreachable = _stages.Where(stage => Status(stage) == StageStatus.Unreachable).ToList();
        var again = _stages.Where(stage => stage.Place is Place.Failed or Place.Poisoned && !Stopped(stage)).ToList();
        foreach (var stage in again)
            stage.Place = Place.Waiting;
        foreach (var stage in again.Concat(unreachable.Where(stage => Status(stage) != StageStatus.Unreachable)))
            (stage.Losses, stage.Failures, stage.Rebuilds) = (0, 0, 0);
        Stop(unreachable);
    }

    private void Decide(RungDecision decision)
    {
        if (_decided)
            return;
        _decided = true;
        var waiting = _stages.Where(stage => Status(stage) is StageStatus.Blocked or StageStatus.Ready).ToList();
        _stopped.UnionWith(_plan.Rungs[0].Trials.Select(judged => judged.Trial)
            .Where(trial => decision.Stopped.Any(stopped => stopped.Schedule == _plan.Trials[trial].ScheduleName)));
        Stop(waiting);
    }

    /// <summary>What nobody goes on through is stopped for good, unless it is unreachable.</summary>
    private void Stop(IEnumerable<Stage> stages)
    {
        foreach (var stage in stages.Where(stage => Stopped(stage) && Reachable(stage)).ToList())
            stage.Place = Place.Stopped;
    }

    private bool Meet(string slot, long incarnation)
    {
        if (_incarnations.GetValueOrDefault(slot, long.MinValue) > incarnation)
            return false;
        _incarnations[slot] = incarnation;
        return true;
    }

    private void End(Stage stage, Place place, string ending)
    {
        _endings[(stage.Planned.Id, stage.Epoch)] = ending;
        (stage.Place, stage.Holder) = (place, null);
        DropUnreachable();
    }

    private void DropUnreachable()
    {
        foreach (var stage in Leased.Where(stage => !Reachable(stage)).ToList())
            Drop(stage);
    }

    private static void Drop(Stage stage) => (stage.Place, stage.Holder, stage.Epoch) = (Place.Waiting, null, stage.Epoch + 1);

    /// <summary>What is below a committed stage starts from its checkpoint, whatever becomes of those above.</summary>
    private static bool Reachable(Stage stage) => stage.Parent is not { } parent
        || parent.Place == Place.Committed
        || (parent.Place is not (Place.Failed or Place.Poisoned) && Reachable(parent));

    private IEnumerable<PlannedTrial> Through(Stage stage) => _plan.Trials.Where(trial => trial.Path.Contains(stage.Planned.Id));

    private bool Stopped(Stage stage) => Through(stage).Any() && Through(stage).All(trial => _stopped.Contains(trial.Index));

    /// <summary>Whether a stage is behind a rung that is still open, for all who go through it.</summary>
    private bool Behind(Stage stage) => Through(stage).Any() && !Through(stage).Any(trial => !_stopped.Contains(trial.Index)
        && (_decided || !_plan.Rungs.SelectMany(rung => rung.Trials).Any(judged =>
            judged.Trial == trial.Index && trial.Path.IndexOf(judged.Stage) < trial.Path.IndexOf(stage.Planned.Id))));

    private StageStatus Status(Stage stage) => stage.Place switch
    {
        Place.Leased => StageStatus.Leased,
        Place.Committed => StageStatus.Committed,
        Place.Failed => StageStatus.Failed,
        Place.Poisoned => StageStatus.Poisoned,
        Place.Cancelled => StageStatus.Cancelled,
        Place.Stopped => StageStatus.Stopped,
        _ when !Reachable(stage) => StageStatus.Unreachable,
        _ => stage.Parent is null or { Place: Place.Committed } && !Behind(stage) ? StageStatus.Ready : StageStatus.Blocked,
    };

    private void Compare(StageBoard board)
    {
        foreach (var (stage, record) in _stages.Zip(board.Records))
        {
            Row expected = new(
                stage.Planned.Id, Status(stage), stage.Epoch, stage.Losses, stage.Failures, stage.Rebuilds, stage.Holder,
                stage.Place == Place.Leased ? stage.Deadline : null, stage.Hash, stage.Step);
            Row actual = new(
                record.Id, record.Status, record.Epoch, record.Losses, record.Failures, record.Rebuilds, record.Holder, record.Deadline, record.Result?.StateHash, record.Progress?.Step);
            // Said only where it is wrong: there are millions of these.
            if (expected != actual)
                Assert.Equal(expected, actual);
        }
    }

    private sealed record Row(
        string Id, StageStatus Status, long Epoch, int Losses, int Failures, int Rebuilds, LeaseHolder? Holder, DateTimeOffset? Deadline, string? Hash, long? Step);

    private sealed class Stage(PlannedStage planned)
    {
        public PlannedStage Planned => planned;

        public Stage? Parent { get; set; }

        public Place Place { get; set; } = Place.Waiting;

        public long Epoch { get; set; }

        public int Losses { get; set; }

        public int Failures { get; set; }

        public int Rebuilds { get; set; }

        public LeaseHolder? Holder { get; set; }

        public DateTimeOffset Deadline { get; set; }

        public string? Hash { get; set; }

        public long? Step { get; set; }
    }
}
