using CsCheck;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Native;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

/// <summary>The search in one read against the same sums taken one d after another, and its ranges and quantiles.</summary>
public sealed class SearchTests
{
    private static readonly DecimalRange Few = new(1, 7);

    private static readonly float[] Wild = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon];

    // Lengths around a vector, a block and several blocks.
    private static readonly Gen<float[]> Values = Gen.OneOf(
        Tensors.Value.Array[1, 40], Tensors.Value.Array[2040, 2060], Tensors.Value.Array[4090, 5000]);

    [Fact]
    public void Of_AnyValues_SumsToTheBitAsOneReadForEachD() =>
        Gen.Select(Values, Gen.Int[2, 24], Gen.Enum<Rounding>()).Sample(
            (values, bits, rounding) =>
            {
                var errors = GridErrors.Of(new(values), bits, rounding, DecimalRange.All, Bounds.None);
                Assert.Equal(Enumerable.Range(0, DecimalRange.Limit).Select(d => Error(values, bits, rounding, d)), errors);
            },
            iter: 60);

    // Anywhere: in a full block, in the last one, in what fills no vector.
    [Fact]
    public void Of_ValuesThatAreNoNumbersOrHuge_SumsToTheBitAsOneReadForEachD() =>
        Gen.Select(Values, Gen.Int[0, Wild.Length - 1], Gen.Double[0, 1]).Sample(
            (values, wild, where) =>
            {
                float[] x = [.. values];
                x[(int)(where * (x.Length - 1))] = Wild[wild];
                var errors = GridErrors.Of(new(x), 8, Rounding.Nearest, DecimalRange.All, Bounds.None);
                Assert.Equal(Enumerable.Range(0, DecimalRange.Limit).Select(d => Error(x, 8, Rounding.Nearest, d)), errors);
            },
            iter: 60);

    // What is given up is greater, and what is left is the same to the bit; wild values come late or early, and quantiles cut them or do not.
    [Fact]
    public void Least_AnyValues_TheLeastAndItsPlaceAsOfAllSums() =>
        Gen.Select(Tensors.Value.Array[4097, 12_000], Gen.Int[2, 24], Gen.Enum<Rounding>(), Gen.Int[0, 2], Gen.Int[0, 3 * Wild.Length]).Sample(
            (values, bits, rounding, cut, wild) =>
            {
                if (wild < 2 * Wild.Length)
                {
                    values[wild % 2 == 0 ? 5 : values.Length - 5] = Wild[wild / 2];
                }

                var bounds = Quantiles.Of(new(values), cut switch { 0 => null, 1 => new(0.01, 0.99), _ => new(0, 0.9) });
                DecimalRange range = cut == 1 ? Few : DecimalRange.All;
                var all = GridErrors.Of(new(values), bits, rounding, range, bounds);
                var least = GridErrors.Least(new(values), bits, rounding, range, bounds);

                Assert.All(least.Zip(all), pair => Assert.True(pair.First.Equals(pair.Second) || (double.IsPositiveInfinity(pair.First) && !(pair.Second <= all.Min()))));
                Assert.Equal(FirstLeast(all), FirstLeast(least));
            },
            iter: 60);

    [Fact]
    public void Least_ManyValues_GivesUpMostOfTheOthers()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var values = randn(100_000, generator: generator).data<float>().ToArray();
        Assert.True(GridErrors.Least(new(values), 8, Rounding.Nearest, DecimalRange.All, Bounds.None).Count(double.IsPositiveInfinity) > 12);
    }

    // Of 4 bits 7 needs d = 0 and costs d = 1 most of its error at the start; each 0.5 after it costs d = 0 as much as rounding can.
    [Fact]
    public void Least_BestOneFarBehindAtFirst_IsNotGivenUp()
    {
        float[] values = [.. Enumerable.Repeat(7f, 100), .. Enumerable.Repeat(0.5f, 10_000)];
        Assert.Equal(1, FirstLeast(GridErrors.Least(new(values), 4, Rounding.Nearest, DecimalRange.All, Bounds.None)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void ForTensor_OneValueIsNoNumber_StillChoosesInRange(float wild)
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0.3f, wild, -2f, 0.01f });
        Assert.Equal(Few.Low, DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest, Few, null));
    }

    [Fact]
    public void ForTensor_Range_LeastErrorInsideIt() =>
        Gen.Select(Tensors.Value.Array[1, 40], Gen.Int[0, 19], Gen.Int[1, 20]).Sample((values, low, length) =>
        {
            using var scope = NewDisposeScope();
            DecimalRange range = new(low, Math.Min(DecimalRange.Limit, low + length));
            var found = DecimalBitsSearch.ForTensor(tensor(values), 8, Rounding.Floor, range, null);
            var errors = Enumerable.Range(range.Low, range.High - range.Low).Select(d => Error(values, 8, Rounding.Floor, d)).ToList();
            Assert.Equal(range.Low + errors.IndexOf(errors.Min()), found);
        });

    [Fact]
    public void ForChannels_AnyAxis_EachAsItsOwnTensor() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[0, 2], Gen.Int[0, 100_000]).Sample((a, b, c, axis, seed) =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)seed);
            var x = randn(a, b, c, generator: generator) * Held.Of(3);
            Saturation cut = new(0.1, 0.9);
            var found = DecimalBitsSearch.ForChannels(x, axis, 6, Rounding.Nearest, Few, cut);
            Assert.Equal(
                Enumerable.Range(0, (int)x.shape[axis]).Select(i => DecimalBitsSearch.ForTensor(x.select(axis, i), 6, Rounding.Nearest, Few, cut)),
                found);
        });

    [Fact]
    public void ForTensor_Saturated_OutliersNoLongerDecide()
    {
        using var scope = NewDisposeScope();
        var x = cat([linspace(-1, 1, 9_998), tensor(new[] { 300f, -300f })]);
        Assert.True(DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest) < 6);
        Assert.Equal(7, DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest, DecimalRange.All, new(0.001, 0.999)));
    }

    [Fact]
    public void ForTensor_NothingButZerosWithinTheQuantiles_SearchedAsItIs()
    {
        using var scope = NewDisposeScope();
        var x = cat([zeros(100), tensor(new[] { 0.3f })]);
        var found = DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest, DecimalRange.All, new(0.01, 0.9));
        Assert.Equal(8, found);
        Assert.Equal(DecimalBitsSearch.ForTensor(x, 8, Rounding.Nearest), found);
    }

    [Fact]
    public void Of_UpToTheLimit_QuantilesOfTorch() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 50], Gen.Int[4090, 6000]), Gen.Double[0, 0.5], Gen.Double[0.5, 1], Gen.Int[0, 100_000]).Sample(
            (count, low, high, seed) =>
            {
                using var scope = NewDisposeScope();
                using var generator = new Generator((ulong)seed);
                var values = randn(count, generator: generator).data<float>().ToArray();
                // NaN is left out wherever it lies.
                var bounds = Quantiles.Of(new([.. values[..(seed % count)], float.NaN, .. values[(seed % count)..]]), new(low, high));
                var exact = tensor(values).to(ScalarType.Float64).quantile(tensor(new[] { low, high }, ScalarType.Float64)).data<double>().ToArray();
                Assert.Equal(low > 0 ? exact[0] : double.NegativeInfinity, bounds.Low, 1e-6);
                Assert.Equal(high < 1 ? exact[1] : double.PositiveInfinity, bounds.High, 1e-6);
            },
            iter: 60);

    [Fact]
    public void Of_BeyondTheLimit_WithinOnePartIn512()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var values = (randn(Quantiles.ExactLimit + 1000, generator: generator) * Held.Of(5)).data<float>().ToArray();
        var bounds = Quantiles.Of(new(values), new(0.0001, 0.9999));
        Array.Sort(values);
        foreach (var (found, q) in new[] { (bounds.Low, 0.0001), (bounds.High, 0.9999) })
        {
            var exact = values[(int)(q * (values.Length - 1))];
            Assert.InRange(found / exact, 1 - (1 / 512.0), 1 + (1 / 512.0));
        }
    }

    // A tenth of the values is infinite at each end.
    [Theory]
    [InlineData(50)]
    [InlineData(5000)]
    [InlineData(Quantiles.ExactLimit + 1000)]
    public void Of_ManyInfinities_AreTheQuantilesAndNotNaN(int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NegativeInfinity, 0, count / 10);
        Array.Fill(values, float.PositiveInfinity, count - (count / 10), count / 10);
        Assert.Equal(Bounds.None, Quantiles.Of(new(values), new(0.051, 0.949)));
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(0, 21)]
    [InlineData(4, 4)]
    public void ForTensor_RangeThatIsNone_Refused(int low, int high)
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => DecimalBitsSearch.ForTensor(ones(2), 8, Rounding.Nearest, new(low, high), null));
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(-0.1, 1)]
    [InlineData(0, 1.1)]
    [InlineData(double.NaN, 1)]
    public void ForTensor_QuantilesThatAreNone_Refused(double lower, double upper)
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(
            () => DecimalBitsSearch.ForTensor(ones(2), 8, Rounding.Nearest, DecimalRange.All, new(lower, upper)));
    }

    private static int FirstLeast(double[] errors)
    {
        var best = 0;
        for (var i = 1; i < errors.Length; i++)
        {
            best = errors[i] < errors[best] ? i : best;
        }

        return best;
    }

    // One read for each d: eight lanes of doubles over whole groups of eight, the lanes in order, then the rest in order.
    private static double Error(float[] values, int bits, Rounding rounding, int d)
    {
        var (low, high) = (-MathF.ScaleB(1, bits - 1), MathF.ScaleB(1, bits - 1) - 1);
        double Square(float value)
        {
            var scaled = value * MathF.ScaleB(1, d);
            var rounded = rounding switch
            {
                Rounding.Nearest => MathF.Round(scaled),
                Rounding.Floor => MathF.Floor(scaled),
                _ => MathF.Truncate(scaled),
            };
            var error = (double)((Math.Clamp(rounded, low, high) * MathF.ScaleB(1, -d)) - value);
            return error * error;
        }

        var whole = values.Length / 8 * 8;
        var lanes = new double[8];
        for (var i = 0; i < whole; i++)
        {
            lanes[i % 8] += Square(values[i]);
        }

        return values.Skip(whole).Aggregate(lanes.Aggregate(0.0, (sum, lane) => sum + lane), (sum, value) => sum + Square(value));
    }
}
