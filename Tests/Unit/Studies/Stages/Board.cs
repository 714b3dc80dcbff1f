using JointQP.Studies.Planning;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>A board that goes from command to command, for tests that tell one story.</summary>
internal sealed class Board(StudyPlan plan, StageRules? rules = null)
{
    public StageBoard Now { get; private set; } = StageBoard.Create(plan, rules ?? new StageRules());

    public DateTimeOffset Time { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Transition Latest { get; private set; } = null!;

    public StageAnswer Apply(StageCommand command)
    {
        Latest = StageReducer.Apply(Now, command, Time);
        Now = Latest.Board;
        return Latest.Answer;
    }

    public StageAnswer Ask(string slot, int request, long incarnation = 1, string fingerprint = "avx2", params ReadOnlySpan<string> holds) =>
        Apply(new StageCommand.Lease(Holder(slot, request, incarnation), fingerprint, [.. holds]));

    /// <summary>A fresh ask that must be granted this stage; returns the epoch.</summary>
    public long Lease(string stage, string slot = "local-0")
    {
        var granted = Assert.IsType<StageAnswer.Granted>(Ask(slot, 1_000 + (int)Now.Records.Sum(r => r.Epoch)));
        Assert.Equal(stage, granted.Stage);
        return granted.Epoch;
    }

    public StageAnswer Commit(string stage, long epoch, string hash = "hash") =>
        Apply(new StageCommand.Commit(stage, epoch, Result(stage, epoch, hash)));

    public void Train(string stage) => Assert.IsType<StageAnswer.Accepted>(Commit(stage, Lease(stage)));

    public static StageResult Result(string stage, long epoch, string hash = "hash") => new(new($"{stage}-{epoch}", 1, HashOf(stage), 1), hash);

    /// <summary>The content hash of the checkpoint that a stage leaves.</summary>
    public static string HashOf(string stage) => "content of " + stage;

    public static LeaseHolder Holder(string slot, int request, long incarnation = 1) => new(slot, incarnation, new Guid(request, 0, 0, new byte[8]));
}
