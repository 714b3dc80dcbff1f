using CsCheck;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Studies.Stages;

/// <summary>Random plans, workers, zombies, crashes and restores. A failure prints the seed that brings it back.</summary>
public sealed class StageReducerPropertyTests
{
    private const int Iterations = 1000;
    private const int ModelIterations = 10_000;

    // None twice: most studies have no limit.
    private static readonly Gen<int?> Limit = Gen.Int[0, 3].Select(most => most is 1 or 2 ? (int?)most : null);

    [Fact]
    public void Apply_AnyCommandsInAnyOrder_IsAsTheModelSays() =>
        Gen.Select(Plans.AnyWithRung, Move.Many, Limit).Sample((plan, moves, parallel) => World.Play(plan, moves, parallel, ruled: false), iter: ModelIterations);

    [Fact]
    public void Apply_WorkersGoOnAfterRungsAndLimits_EveryStageComesToItsEnd() =>
        Gen.Select(Plans.AnyWithRung, Move.Many, Limit).Sample((plan, moves, parallel) => World.Play(plan, moves, parallel).Finish(), iter: Iterations);

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
