using CsCheck;

namespace JointQP.Tests.Unit.Studies.Stages;

internal enum MoveKind
{
    Ask, AskAgain, AskAsOlder, Restart, EndOlder, Renew, Checkpoint, Commit, CommitOther, Fail, Release, Unreadable, Tick, Expire, Restore, Cancel, Pause, Drain, Resume,
    FailForGood, Retry, Decide,
}

/// <summary>Something that happens in a <see cref="World"/>; what the numbers choose among depends on how the world stands.</summary>
internal sealed record Move(MoveKind Kind, int Worker, int Token, int Size)
{
    private static readonly MoveKind[] Usual =
    [
        MoveKind.Ask, MoveKind.Ask, MoveKind.Ask, MoveKind.Ask, MoveKind.AskAgain, MoveKind.AskAsOlder, MoveKind.Restart, MoveKind.EndOlder,
        MoveKind.Renew, MoveKind.Checkpoint, MoveKind.Commit, MoveKind.Commit, MoveKind.Commit, MoveKind.CommitOther, MoveKind.Fail,
        MoveKind.Release, MoveKind.Unreadable, MoveKind.Unreadable, MoveKind.Tick, MoveKind.Expire, MoveKind.Restore,
        MoveKind.Pause, MoveKind.Drain, MoveKind.Resume, MoveKind.Resume, MoveKind.FailForGood, MoveKind.Retry, MoveKind.Decide,
    ];

    public static readonly Gen<Move[]> Many = Of([.. Usual, .. Usual, .. Usual, MoveKind.Cancel]);

    public static readonly Gen<Move[]> ManyWithoutCancel = Of(Usual);

    private static Gen<Move[]> Of(MoveKind[] kinds) =>
        Gen.Select(Gen.OneOf(kinds), Gen.Int[0, 2], Gen.Int[0, 11], Gen.Int[0, 4], (kind, worker, token, size) => new Move(kind, worker, token, size))
            .Array[0, 80];
}
