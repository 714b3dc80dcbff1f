using CsCheck;
using JointQP.Client.Rendering.Watch;

namespace JointQP.Tests.Unit.Client.Rendering.Watch;

public sealed class RowBudgetTests
{
    [Fact]
    public void Fit_EnoughRows_GivesAll() => Assert.Equal([5, 2, 1], RowBudget.Fit(20, [(3, 5), (1, 2), (0, 1)]));

    [Fact]
    public void Fit_TooFewRows_GivesMinimaFirstAndThenInTurn() => Assert.Equal([4, 2, 0], RowBudget.Fit(6, [(3, 9), (1, 5), (0, 0)]));

    [Fact]
    public void Fit_NoRoomForAMinimum_GivesTheSectionNothing() => Assert.Equal([3, 0, 1], RowBudget.Fit(4, [(3, 3), (3, 3), (1, 1)]));

    [Fact]
    public void Fit_Any_NeitherExceedsRowsNorWishes() =>
        Gen.Select(Gen.Int[0, 60], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 30]).Array[0, 8]).Sample((rows, sections) =>
        {
            var given = RowBudget.Fit(rows, sections);
            Assert.True(given.Sum() <= rows);
            Assert.All(given.Zip(sections), pair => Assert.InRange(pair.First, 0, pair.Second.Item2));
        });

    [Fact]
    public void Share_Any_UsesAllCellsAndShowsWhateverThereIs() =>
        Gen.Select(Gen.Int[8, 60], Gen.Int[0, 10_000].Array[1, 6]).Sample((cells, counts) =>
        {
            var shares = RowBudget.Share(cells, [.. counts.Select(count => (count > 0 ? 1 : 0, count))]);
            Assert.Equal(counts.Any(count => count > 0) ? cells : 0, shares.Sum());
            Assert.All(counts.Zip(shares), pair => Assert.Equal(pair.First > 0, pair.Second > 0));
        });
}
