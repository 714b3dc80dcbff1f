using JointQP.Studies.Words;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Compression;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

/// <summary>What each operator of a site looks at, in both orders of introduction.</summary>
public sealed class OperatorSiteTests
{
    // The three smallest want d = 2; without them d = 0 is exact.
    private static readonly float[] Mixed = [0.26f, 0.3f, -0.27f, 1f, -1f, -2f];

    [Theory]
    [InlineData(Target.Weights)]
    [InlineData(Target.Features)]
    public void Apply_PruneFirst_SearchesDecimalBitsOnWhatIsLeft(Target target)
    {
        using var scope = NewDisposeScope();
        using var site = Site(target, Prune(target, 0), Quantize(target, 2));

        Run(site, Mixed, 0, 3);

        var pruned = tensor([0f, 0, 0, 1, -1, -2]);
        Assert.Equal(DecimalBitsSearch.ForTensor(pruned, 4, Rounding.Nearest), Assert.Single(site.Grid!.DecimalBits));
        Assert.NotEqual(DecimalBitsSearch.ForTensor(tensor(Mixed), 4, Rounding.Nearest), site.Grid.DecimalBits[0]);
    }

    [Theory]
    [InlineData(Target.Weights)]
    [InlineData(Target.Features)]
    public void Apply_QuantizeFirst_ChoosesMasksByValuesBeforeQuantization(Target target)
    {
        using var scope = NewDisposeScope();
        using var site = Site(target, Prune(target, 1), Quantize(target, 0, bits: 2));
        // All round to 0 or to 1: by rounded values the lowest indices would go.
        float[] values = [0.9f, 0.8f, 1.1f, 0.7f, 0.6f, 1f];

        Run(site, values, 0, 3);

        Assert.Equal([1f, 0, 1, 0, 0, 1], site.Mask!.Floats());
        Assert.Equal([1f, 0, 1, 0, 0, 1], Run(site, values, 3, 4));
    }

    [Fact]
    public void Apply_RampAndAfter_ChoosesAnewFromWhatIsThereThenFreezes()
    {
        using var scope = NewDisposeScope();
        Onset ramp = new(OperatorKind.Prune, Target.Weights, 0.5, Start: 1, Interval: 2, Times: 2);
        using var site = Site(Target.Weights, ramp, null);

        Run(site, [1, 2, 3, 4, 5, 6], 0, 3);
        Assert.Null(site.Mask);
        // 0.5 (1 - (1/2)^3) of six is two.
        Run(site, [1, 2, 3, 4, 5, 6], 3, 4);
        Assert.Equal([0f, 0, 1, 1, 1, 1], site.Mask!.Floats());
        Run(site, [6, 5, 4, 3, 2, 1], 4, 5);
        Assert.Equal([0f, 0, 1, 1, 1, 1], site.Mask!.Floats());
        Run(site, [6, 5, 4, 3, 2, 1], 5, 6);
        Assert.Equal([1f, 1, 1, 0, 0, 0], site.Mask!.Floats());
        Run(site, [1, 2, 3, 4, 5, 6], 6, 20);
        Assert.Equal([1f, 1, 1, 0, 0, 0], site.Mask!.Floats());
    }

    [Theory]
    [InlineData(Target.Weights)]
    [InlineData(Target.Features)]
    public void Apply_SecondForwardOfAStep_DecidesNothingAnew(Target target)
    {
        using var scope = NewDisposeScope();
        using var site = Site(target, Prune(target, 0), Quantize(target, 2));
        Run(site, Mixed, 0, 2);
        var mask = site.Mask!.Floats();
        Run(site, [.. Mixed.Reverse().Select(value => 100 * value)], 1, 2);
        Assert.Equal(mask, site.Mask!.Floats());
        Run(site, Mixed, 2, 3);
        var grid = site.Grid;

        Run(site, [.. Mixed.Select(value => 100 * value)], 2, 3);

        Assert.Same(grid, site.Grid);
    }

    [Fact]
    public void Apply_StepOfAMaskLeftOut_NoneIsChosenLater()
    {
        using var scope = NewDisposeScope();
        // Masks are due in steps 2 and 4.
        using var site = Site(Target.Weights, new(OperatorKind.Prune, Target.Weights, 0.5, Start: 0, Interval: 2, Times: 2), null);

        Run(site, Mixed, 0, 2);
        Run(site, Mixed, 3, 4);

        Assert.Null(site.Mask);
    }

    [Fact]
    public void Records_WindowOfFiveAndBatchesOfTwo_ThreeStepsUpToEachEvent()
    {
        using var site = Site(Target.Features, Prune(Target.Features, 3), Quantize(Target.Features, 10));
        Assert.Equal([2, 3, 4, 8, 9, 10], Enumerable.Range(-1, 15).Where(step => site.Records(step)));
    }

    [Fact]
    public void Load_StateBeforeTheFirstStep_NeedsNoWindow()
    {
        using var scope = NewDisposeScope();
        using var site = Site(Target.Features, null, Quantize(Target.Features, 0));

        site.Load(new Dictionary<string, Tensor>(), -1);

        Run(site, Mixed, 0, 1);
        Assert.NotNull(site.Grid);
    }

    private static OperatorSite Site(Target target, Onset? prune, Onset? quantize)
    {
        CompressionSettings settings = new() { Weights = Granularity.Tensor, Window = 5 };
        var kind = target == Target.Weights ? SiteKind.Weight : SiteKind.Features;
        return new(new("site", "module", kind, 0, Batch: 2, settings, CPU, ScalarType.Float32), new(prune, quantize), new());
    }

    private static Onset Prune(Target target, long start) => new(OperatorKind.Prune, target, 0.5, start, Interval: 1, Times: 1);

    private static Onset Quantize(Target target, long start, int bits = 4) => new(OperatorKind.Quantize, target, bits, start);

    /// <summary>The same values step after step, as a weight or as both samples of a batch; returns the first sample of the last output.</summary>
    private static float[] Run(OperatorSite site, float[] values, long from, long to)
    {
        StepClock clock = new(nn.Identity());
        var x = site.Target == Target.Weights ? tensor(values) : tensor([.. values, .. values], [2, values.Length]);
        var y = x;
        for (clock.Step = from; clock.Step < to; clock.Step++)
        {
            y = site.Apply(x, clock);
        }

        return y.Floats()[..values.Length];
    }
}
