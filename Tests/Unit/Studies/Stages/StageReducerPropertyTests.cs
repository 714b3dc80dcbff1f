using CsCheck;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>Random plans, workers, zombies, crashes and restores. A failure prints the seed that brings it back.</summary>
public sealed class StageReducerPropertyTests
{
    private const int Iterations = 1000;

    [Fact]
    public void Apply_AnyCommandsInAnyOrder_KeepsEveryRule() =>
        Gen.Select(Plans.Any, Move.Many).Sample((plan, moves) => World.Play(plan, moves), iter: Iterations);

    [Fact]
    public void Apply_WorkersGoOnAfterAnything_EveryStageComesToItsEnd() =>
        Gen.Select(Plans.Any, Move.Many).Sample((plan, moves) => World.Play(plan, moves).Finish(), iter: Iterations);

    [Fact]
    public void Restore_WriteCutShort_StudyStillEnds() =>
        Gen.Select(Plans.Any, Move.ManyWithoutCancel, Gen.Int[0, 3]).Sample(
            (plan, moves, kept) =>
            {
                var world = World.Play(plan, moves);
                world.Tear(kept);
                world.Finish();
                Assert.DoesNotContain(world.Board.Records, r => r.Status is StageStatus.Blocked or StageStatus.Ready or StageStatus.Leased);
            },
            iter: Iterations);
}
