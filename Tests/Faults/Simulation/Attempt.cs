using System.Collections.Immutable;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What <c>AttemptRunner</c> and the trainer do with one lease, to its end: committed, failed, given back, or dropped.</summary>
internal sealed class Attempt
{
    private const long Disk = 5;

    private readonly SimulatedCluster _cluster;
    private readonly SimulatedWorker _worker;
    private readonly GrantedLease _lease;
    private readonly LeaseKeeper _keeper;
    private readonly Reporter _reporter;
    private readonly Signal _over = new();

    public Attempt(SimulatedCluster cluster, SimulatedWorker worker, GrantedLease lease, long askedAt)
    {
        (_cluster, _worker, _lease) = (cluster, worker, lease);
        _keeper = new LeaseKeeper(worker.Process, lease, askedAt, until => Ask(new StageCommand.Renew(Token.Stage, Token.Epoch), until, Math.Min(SimulatedWorker.CallTimeout, lease.Duration / 3)));
        _keeper.Lost.Then(_over.Set);
        _reporter = new Reporter(
            worker.Process,
            (rows, until) => worker.Repeat(() => Append(rows, until), until),
            (checkpoint, until) => Say(new StageCommand.Checkpoint(Token.Stage, Token.Epoch, checkpoint), until),
            checkpoint => cluster.Disk.DeleteBefore(Token.Study, Token.Stage, checkpoint),
            _over);
    }

    private enum End
    {
        Done,
        Over,
        GivenBack,
        Unreadable,
        NotWritten,
        Threw,
    }

    public Token Token => _lease.Token;

    public SimulatedWorker Worker => _worker;

    /// <summary>When the worker will believe that its lease is over, by its own clock.</summary>
    public long Deadline => _keeper.Deadline;

    /// <summary>Whether it is still under way, as far as its worker knows.</summary>
    public bool IsOver => _reporter.Over.IsSet;

    private SimulatedProcess Process => _worker.Process;

    public async Task Run()
    {
        _cluster.Auditor.Began(this);
        Action stop = _over.Set;
        _worker.Stopping.Then(stop);
        _keeper.Begin();
        _reporter.Begin();
        Content? result = null;
        var end = await Train(_lease.Start, content => result = content);
        if (end == End.Unreadable && _lease.Start is not null && _lease.Start != _lease.Parent)
        {
            _cluster.Tally.Count("fell back to the parent");
            _cluster.Auditor.Unreadable(Token, _lease.Start);
            end = await Train(_lease.Parent, content => result = content);
        }

        await Finish(end, result);
        _reporter.Abandon();
        _keeper.Stop();
        _worker.Stopping.Forget(stop);
        _cluster.Auditor.Ended(this);
    }

    private async Task Finish(End end, Content? result)
    {
        switch (end)
        {
            case End.Done:
                if (await Commit(result!.Value))
                    return;
                break;
            case End.Unreadable:
                await Say(new StageCommand.UnreadableParent(Token.Stage, Token.Epoch, "unreadable", _lease.Parent?.File), _keeper.Lost);
                break;
            case End.NotWritten:
                await Say(new StageCommand.Release(Token.Stage, Token.Epoch), _keeper.Lost);
                await Process.Delay(10_000, _worker.Stopping);
                break;
            case End.Threw:
                await Say(new StageCommand.Fail(Token.Stage, Token.Epoch, "thrown"), _keeper.Lost);
                break;
        }

        if (end is End.Done or End.Over or End.GivenBack)
            await Leave(end);
    }

    /// <summary>After a training that was stopped, whatever stopped it.</summary>
    private async Task Leave(End end)
    {
        if (_worker.Stopping.IsSet)
        {
            Signal patience = new();
            Process.Time.After(2000, patience.Set);
            await Say(new StageCommand.Release(Token.Stage, Token.Epoch), patience);
        }
        else if (end == End.GivenBack && !_over.IsSet && await _reporter.Drain())
        {
            await Say(new StageCommand.Release(Token.Stage, Token.Epoch), _keeper.Lost);
        }
    }

    /// <summary>False when training was stopped before the study had the result.</summary>
    private async Task<bool> Commit(Content content)
    {
        _reporter.MetricsComplete();
        if (await Write(content) is not { } checkpoint)
        {
            await Finish(End.NotWritten, null);
            return true;
        }

        if (!_lease.Stage.Final && _cluster.Curses.Damaged != Token.Stage)
            _worker.Keep(checkpoint.Hash, content);
        if (!await _reporter.Drain())
            return false;
        var contradicts = _cluster.Curses.Contradicts == Token.Stage && Token.Epoch > 1;
        StageResult result = new(checkpoint, SimulatedStudy.StateHash(contradicts ? 0 : content.State));
        var reply = await Say(new StageCommand.Commit(Token.Stage, Token.Epoch, result), _reporter.Over);
        if (reply is { Answered: true, Value: Said.Accepted })
            _cluster.Disk.DeleteBefore(Token.Study, Token.Stage, checkpoint);
        return reply.Answered;
    }

    private async Task<End> Train(CheckpointRef? start, Action<Content> done)
    {
        var (stage, study) = (_lease.Stage, _cluster[Token.Study]);
        Content at = default;
        if (start is not null)
        {
            await Process.Delay(Disk);
            if ((_worker.Kept(start.Hash) ?? _cluster.Disk.Read(Token.Study, start == _lease.Parent ? stage.Parent! : stage.Id, start)) is not { } read)
                return End.Unreadable;
            at = read;
        }

        var (written, writtenAt) = (at.Step, Process.Local);
        if (_cluster.Curses.Kills == stage.Id)
            _cluster.Workers.Kill(_worker.Slot, 1000);
        if (_cluster.Curses.Throws == stage.Id)
            return End.Threw;
        long? throwsAt = _cluster.Dice.Roll(_cluster.Weather.TrainingThrows) ? _cluster.Dice.Between(at.Step, stage.To) : null;
        var stopped = Signal.Either(_reporter.Over, _keeper.Wanted);
        while (at.Step < stage.To)
        {
            if (_reporter.Over.IsSet)
                return End.Over;
            if (_keeper.Wanted.IsSet)
                return at.Step == written || await Checkpoint(at) ? End.GivenBack : End.NotWritten;
            if (at.Step >= throwsAt)
            {
                _cluster.Tally.Count("trainings that threw");
                return End.Threw;
            }

            at = await Steps(at, stopped);
            if (at.Step < stage.To && Process.Local - writtenAt >= _lease.CheckpointEvery)
            {
                if (!await Checkpoint(at))
                    return End.NotWritten;
                (written, writtenAt) = (at.Step, Process.Local);
            }
        }

        if (stage.Final)
            _reporter.Metric(new Row(stage.To, "test/accuracy", Value(at, 1)));
        done(at);
        return End.Done;

        async Task<Content> Steps(Content from, Signal until)
        {
            var every = _cluster.MetricEvery;
            var to = Math.Min(stage.To, ((from.Step / every) + 1) * every);
            _cluster.Auditor.Trains(this);
            var (began, took) = (Process.Local, _worker.StepTime);
            await Process.Delay((to - from.Step) * took, until);
            // Training stops between two steps.
            to = Math.Min(to, from.Step + Math.Max(1, (Process.Local - began) / took));
            _cluster.Auditor.Trained(Token, from.Step, to);
            Content reached = new(to, study.Train(stage, from.State, from.Step, to));
            if (to % every == 0)
                _reporter.Metric(new Row(to, "train/loss", Value(reached, 0)));
            return reached;
        }
    }

    private static double Value(Content content, ulong kind) => (Dice.Mix(content.State ^ kind) >> 11) * (1.0 / (1UL << 53));

    private async Task<bool> Checkpoint(Content content)
    {
        if (await Write(content) is not { } checkpoint)
            return false;
        _reporter.Checkpoint(checkpoint);
        return true;
    }

    /// <summary>Null when the disk is full.</summary>
    private async Task<CheckpointRef?> Write(Content content)
    {
        await Process.Delay(Disk);
        if (_cluster.Dice.Roll(_cluster.Weather.DiskFull))
        {
            _cluster.Tally.Count("disks full");
            return null;
        }

        _cluster.Auditor.Writes(this);
        var checkpoint = _cluster.Disk.Write(Token, content);
        var cursed = _cluster.Curses.Damaged == Token.Stage && content.Step == _lease.Stage.To && Token.Epoch <= _cluster.Curses.Times;
        if (cursed || _cluster.Dice.Roll(_cluster.Weather.FileDamaged))
        {
            _cluster.Tally.Count("checkpoints damaged");
            _cluster.Disk.Damage(Token.Study, Token.Stage, checkpoint, delete: _cluster.Dice.Roll(0.5));
        }

        return checkpoint;
    }

    private Task<Reply<Said>> Say(StageCommand.Message message, Signal until) => _worker.Repeat(() => Ask(message, until, SimulatedWorker.CallTimeout), until);

    private async Task<Reply<Said>> Ask(StageCommand.Message message, Signal until, long timeout) => Heard(
        await _cluster.Network.Call(Process, _worker.IsCut, () => _cluster.Study(Token.Study), study => study.Hear(message), timeout, until));

    private async Task<Reply<Said>> Append(ImmutableArray<Row> rows, Signal until) => Heard(await _cluster.Network.Call(
        Process, _worker.IsCut, () => _cluster.Metrics(Token), metrics => metrics.Append(Token, rows), SimulatedWorker.CallTimeout, until));

    private Reply<Said> Heard(Reply<Said> reply)
    {
        if (reply is { Answered: true, Value: Said.Fenced })
            _cluster.Auditor.Fenced(this);
        return reply;
    }
}
