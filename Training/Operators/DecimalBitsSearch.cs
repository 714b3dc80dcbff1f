using System.Collections.Immutable;
using System.Runtime.InteropServices;
using JointQP.Studies.Words;
using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>
/// The search that fixes decimal bits: <c>d* = argmin_d || Q_N(x, d) - x ||^2</c>, the smallest d on a tie (paper, delayed quantization).
/// It reads x at most twice: for the greatest magnitude, or for quantiles where it is saturated, and for the errors.
/// </summary>
/// <remarks>
/// A saturated search takes x clipped to its quantiles in place of x, on both sides of the difference: what the clipping cuts off counts
/// for no d. Quantiles are exact up to 2^20 values; of more they lie beside the exact ones by at most one part in 512. Where clipping
/// would leave nothing but zeros, x is searched as it is. Where x holds NaN every error is NaN, and the smallest d is taken.
/// </remarks>
public static class DecimalBitsSearch
{
    /// <summary>d lies in [0, Limit).</summary>
    public const int Limit = DecimalRange.Limit;

    /// <summary>One d for all of <paramref name="x"/>, out of every d and without saturation.</summary>
    /// <inheritdoc cref="ForTensor(Tensor, int, Rounding, DecimalRange, Saturation?)"/>
    public static int ForTensor(Tensor x, int bits, Rounding rounding) => ForTensor(x, bits, rounding, DecimalRange.All, null);

    /// <summary>One d for all of <paramref name="x"/>.</summary>
    /// <param name="x">Values of any shape, at least one.</param>
    /// <param name="bits">N in [2, 24].</param>
    /// <param name="rounding">How a scaled value becomes an integer.</param>
    /// <param name="range">The d to choose from.</param>
    /// <param name="saturation">The quantiles that x is clipped to for the search; null: none.</param>
    /// <returns>d in [<see cref="DecimalRange.Low"/>, <see cref="DecimalRange.High"/>).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bits, the range or the quantiles are none.</exception>
    public static int ForTensor(Tensor x, int bits, Rounding rounding, DecimalRange range, Saturation? saturation)
    {
        Search search = new(bits, rounding, range, saturation);
        using var values = OnHost(x);
        return search.In(new(Span(values))).DecimalBits;
    }

    /// <summary>One d for each index along <paramref name="axis"/>, out of every d and without saturation.</summary>
    /// <inheritdoc cref="ForChannels(Tensor, int, int, Rounding, DecimalRange, Saturation?)"/>
    public static ImmutableArray<int> ForChannels(Tensor x, int axis, int bits, Rounding rounding) =>
        ForChannels(x, axis, bits, rounding, DecimalRange.All, null);

    /// <summary>One d for each index along <paramref name="axis"/>, quantiles too; a channel of zeros takes the tensor's.</summary>
    /// <param name="axis">The channel axis of <paramref name="x"/>.</param>
    /// <inheritdoc cref="ForTensor(Tensor, int, Rounding, DecimalRange, Saturation?)"/>
    public static ImmutableArray<int> ForChannels(
        Tensor x, int axis, int bits, Rounding rounding, DecimalRange range, Saturation? saturation)
    {
        Search search = new(bits, rounding, range, saturation);
        using var host = OnHost(x);
        var values = Span(host);
        var channels = (int)x.shape[axis];
        var run = 1;
        foreach (var size in x.shape.AsSpan(axis + 1))
        {
            run *= (int)size;
        }

        var found = ImmutableArray.CreateBuilder<int>(channels);
        int? whole = null;
        for (var channel = 0; channel < channels; channel++)
        {
            var (decimalBits, zero) = search.In(new(values[(channel * run)..], run, channels * run));
            found.Add(zero ? whole ??= search.In(new(values)).DecimalBits : decimalBits);
        }

        return found.ToImmutable();
    }

    private static Tensor OnHost(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.detach().to(ScalarType.Float32).cpu().contiguous().MoveToOuterDisposeScope();
    }

    private static ReadOnlySpan<float> Span(Tensor values) => MemoryMarshal.Cast<byte, float>(values.bytes);

    private sealed class Search
    {
        private readonly int _bits;
        private readonly Rounding _rounding;
        private readonly DecimalRange _range;
        private readonly Saturation? _saturation;

        public Search(int bits, Rounding rounding, DecimalRange range, Saturation? saturation)
        {
            Grid.CheckBits(bits);
            if (range is not { Low: >= 0, High: <= Limit } || range.Low >= range.High)
            {
                throw new ArgumentOutOfRangeException(nameof(range), $"[{range.Low}, {range.High}) is no range of decimal bits within [0, {Limit}).");
            }

            if (saturation is not null && !(saturation.Lower >= 0 && saturation.Lower < saturation.Upper && saturation.Upper <= 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(saturation), $"{saturation.Lower} and {saturation.Upper} are no two quantiles in order within [0, 1].");
            }

            (_bits, _rounding, _range, _saturation) = (bits, rounding, range, saturation);
        }

        /// <summary>The d of least error, and whether all values are zeros.</summary>
        public (int DecimalBits, bool Zero) In(Runs x)
        {
            var errors = GridErrors.Least(x, _bits, _rounding, _range, Quantiles.Of(x, _saturation));
            // Strictly smaller, from the lowest upwards: the smallest d wins a tie.
            var best = 0;
            for (var i = 1; i < errors.Length; i++)
            {
                best = errors[i] < errors[best] ? i : best;
            }

            // Zeros have no error anywhere, so only then they are looked for.
            return (_range.Low + best, errors[0] == 0 && x.AreZero());
        }
    }
}
