using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>Sees everything, as nobody in the cluster can, and ends the run when a rule is broken.</summary>
internal sealed class Auditor(SimulatedCluster cluster)
{
    private const long Blink = 20;

    private readonly Dictionary<Token, Attempt> _running = [];
    private readonly Dictionary<Token, LeaseHolder> _holders = [];
    private readonly HashSet<Token> _begun = [];
    private readonly HashSet<Token> _fenced = [];
    private readonly HashSet<Token> _byStale = [];
    private readonly HashSet<Token> _commits = [];
    private readonly Dictionary<(string Study, string Stage), int> _committed = [];
    private readonly Dictionary<(string Study, string Stage), long> _reached = [];
    private readonly Dictionary<(string Study, string Tree), string> _fingerprints = [];

    /// <summary>How often a stage was committed.</summary>
    public int CommitsOf(string study, string stage) => _committed.GetValueOrDefault((study, stage));

    /// <summary>A row has changed in the store.</summary>
    public void Stored(string study, StageRecord before, StageRecord after, StudyRow row, bool stale)
    {
        Token token = new(study, after.Id, after.Epoch);
        var planned = cluster[study].Stages[after.Id];
        Require(after.Version == before.Version + 1 && after.Epoch >= before.Epoch, $"{token}: epoch or version went back from {before.Epoch}/{before.Version} to {after.Epoch}/{after.Version}");
        if (after.Progress is { } progress && before.Progress is { } earlier)
            Require(progress.Step >= earlier.Step, $"{token}: its checkpoint went back from step {earlier.Step} to {progress.Step}");
        if (after.Progress is { } recorded && after.Progress != before.Progress)
            Require(CheckpointFile.EpochOf(recorded.File) == after.Epoch, $"{token}: checkpoint {recorded.File} of another lease was recorded");
        if (before.Status == StageStatus.Committed && after.Status != StageStatus.Committed)
            Require(after.Rebuilds == before.Rebuilds + 1, $"{token}: a committed stage became {after.Status}");
        if (after.Status == StageStatus.Committed && before.Status != StageStatus.Committed)
            Commit(token, before, after);
        if (after.Status != StageStatus.Leased || after.Epoch == before.Epoch)
            return;

        Require(stale || row is { Paused: false }, $"{token} was granted while the study was paused");
        Require(planned.Parent is not { } parent || cluster.Store[study].Stages[parent].Status == StageStatus.Committed, $"{token} was granted before its parent was committed");
        Require(
            _fingerprints.TryAdd((study, planned.Tree), after.Fingerprint!) || _fingerprints[(study, planned.Tree)] == after.Fingerprint,
            $"{token}: tree {planned.Tree} was granted to a worker of another fingerprint");
    }

    public void Appended(Token token, StageRecord row) => Require(token.Epoch == row.Epoch, $"{token}: metrics were stored of a lease that is over; the latest epoch is {row.Epoch}");

    /// <summary>A lease is about to be answered to a worker.</summary>
    public void Answered(Token token, LeaseHolder holder, StageRecord row, bool stale)
    {
        Require(row.Epoch >= token.Epoch, $"{token} was granted before its epoch was stored");
        Require(_holders.TryAdd(token, holder) || _holders[token] == holder, $"{token} was granted to {holder} and to {_holders[token]}");
        if (stale)
            _byStale.Add(token);
    }

    /// <summary>A message was not fenced.</summary>
    public void Accepted(string study, StageCommand.Message message, StageRecord row, bool stale)
    {
        Token token = new(study, message.Stage, message.Epoch);
        if (stale)
            _byStale.Add(token);
        if (message is StageCommand.Commit && row.Outcome != AttemptOutcome.Contradicted)
            Require(_commits.Contains(token), $"{token}: a commit was acknowledged that is not stored");
        if (message is StageCommand.Checkpoint { Ref.Step: var step } && row.Status == StageStatus.Leased && row.Epoch == token.Epoch)
            Require(row.Progress?.Step >= step, $"{token}: a checkpoint at step {step} was acknowledged that is not stored");
    }

    /// <summary>A message was fenced. An activation that does not know what another has stored may do so wrongly; then only work is lost.</summary>
    public void Fenced(string study, StageCommand.Message message, StageRecord row, StageRecord known)
    {
        cluster.Tally.Count("fenced " + message.GetType().Name);
        Require(
            known.Version != row.Version || message is not StageCommand.Commit || row.Epoch != message.Epoch || row.Status != StageStatus.Committed,
            $"{study}, {message.Stage}, epoch {message.Epoch}: a worker that asked again was told that its own commit came too late");
    }

    /// <summary>A command has come through.</summary>
    public void Applied(SimulatedStudy study, StageBoard before, StageCommand command, Transition transition, bool stale)
    {
        foreach (var happened in transition.Events)
        {
            cluster.Time.Tell($"{study.Name} {happened}");
            cluster.Tally.Count(happened.GetType().Name);
            if (happened is StageEvent.AttemptEnded ended)
                EndedByStudy(study, before[ended.Stage].Deadline, command, ended, stale);
        }
    }

    /// <summary>A worker begins with a lease.</summary>
    public void Began(Attempt attempt)
    {
        Require(_begun.Add(attempt.Token), $"{attempt.Token} was begun twice");
        _running[attempt.Token] = attempt;
    }

    public void Ended(Attempt attempt) => _running.Remove(attempt.Token);

    public void Fenced(Attempt attempt) => _fenced.Add(attempt.Token);

    /// <summary>A worker is about to train a step.</summary>
    public void Trains(Attempt attempt)
    {
        var process = attempt.Worker.Process;
        // A thread that wakes up may get one thing further before another tells it that the lease is over.
        if (process.ThawedAt == cluster.Time.Now)
            return;
        Require(process.Local <= attempt.Deadline + Blink, $"{attempt.Token}: {attempt.Worker.Slot} trains {process.Local - attempt.Deadline} ms after its lease was over by its own clock");
        Require(!_fenced.Contains(attempt.Token), $"{attempt.Token}: {attempt.Worker.Slot} trains after it was told that its lease is over");
    }

    /// <summary>It has trained some.</summary>
    public void Trained(Token token, long from, long to)
    {
        ref var reached = ref CollectionsMarshal.GetValueRefOrAddDefault(_reached, (token.Study, token.Stage), out _);
        cluster.Tally.Count("steps", to - from);
        cluster.Tally.Count("steps repeated", Math.Max(0, Math.Min(reached, to) - from));
        reached = Math.Max(reached, to);
    }

    /// <summary>A worker is about to write a checkpoint.</summary>
    public void Writes(Attempt attempt)
    {
        var process = attempt.Worker.Process;
        if (process.ThawedAt >= cluster.Time.Now - Blink)
            return;
        Require(process.Local <= attempt.Deadline + Blink, $"{attempt.Token}: {attempt.Worker.Slot} writes {process.Local - attempt.Deadline} ms after its lease was over by its own clock");
    }

    /// <summary>A stage's own checkpoint could not be read. Of a lease that is over, later ones may have deleted it.</summary>
    public void Unreadable(Token token, CheckpointRef checkpoint) => Require(
        cluster.Store[token.Study].Stages[token.Stage].Epoch != token.Epoch || cluster.Disk.IsDamaged(token.Study, checkpoint), $"{token}: {checkpoint.File} is gone though the study points at it");

    private void Commit(Token token, StageRecord before, StageRecord after)
    {
        Require(before.Status == StageStatus.Leased && before.Epoch == after.Epoch, $"{token} was committed without a lease");
        Require(_commits.Add(token), $"{token} was committed twice under one epoch");
        var times = _committed[(token.Study, token.Stage)] = CommitsOf(token.Study, token.Stage) + 1;
        Require(times == after.Rebuilds + 1, $"{token} was committed {times} times, with {after.Rebuilds} rebuilds");
        Require(CheckpointFile.EpochOf(after.Result!.Checkpoint.File) == after.Epoch, $"{token} was committed with {after.Result.Checkpoint.File} of another lease");
        if (cluster.Curses.Contradicts is null)
            Require(after.Result.StateHash == cluster[token.Study].StateHash(token.Stage), $"{token} was committed in another state than an undisturbed training ends in");
    }

    private void EndedByStudy(SimulatedStudy study, DateTimeOffset? deadline, StageCommand command, StageEvent.AttemptEnded ended, bool stale)
    {
        Token token = new(study.Name, ended.Stage, ended.Epoch);
        if (command is StageCommand.Lease lease && ended.Outcome == AttemptOutcome.Released)
            Require(_holders.GetValueOrDefault(token) != lease.Holder, $"{token} was taken from its holder by a repeat of the ask that had got it");
        if (ended.Outcome != AttemptOutcome.Lost || stale || _byStale.Contains(token))
            return;
        if (ended.Reason!.Contains("anew", StringComparison.Ordinal))
        {
            Require(_holders.GetValueOrDefault(token) is not { } holder || cluster.IncarnationOf(ended.Slot) > holder.Incarnation, $"{token} was taken from the newest process of {ended.Slot}");
            return;
        }

        if (!_running.TryGetValue(token, out var attempt) || attempt.IsOver || !attempt.Worker.Process.Alive || attempt.Worker.Process.Frozen)
            return;
        // The study looks for what is over now and then, so what counts is not when it looked.
        var left = (deadline! - cluster.Time.Clock).Value.TotalMilliseconds;
        var drift = (study.Rules.Lease.TotalMilliseconds * cluster.Weather.Drift * 1.1) + 2;
        Require(
            attempt.Deadline - attempt.Worker.Process.Local <= left + drift,
            $"{token} was taken from {ended.Slot}, which by what it was told holds it for {attempt.Deadline - attempt.Worker.Process.Local - left} ms longer than the study thought");
    }

    private void Require(bool kept, [InterpolatedStringHandlerArgument("kept")] ref Broken broken)
    {
        if (!kept)
            cluster.Time.Fault ??= new ViolationException(broken.ToString());
    }

    /// <summary>Formats only what is wrong.</summary>
    [InterpolatedStringHandler]
    internal ref struct Broken
    {
        private DefaultInterpolatedStringHandler _inner;

        public Broken(int literalLength, int formattedCount, bool kept, out bool wanted)
        {
            wanted = !kept;
            _inner = kept ? default : new(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture);
        }

        public void AppendLiteral(string value) => _inner.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

        public override string ToString() => _inner.ToStringAndClear();
    }
}
