using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JointQP.Studies.Words;
using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>The search that fixes decimal bits: <c>d* = argmin_d || Q_N(x, d) - x ||^2</c>, the smallest d on a tie (paper, delayed quantization).</summary>
public static class DecimalBitsSearch
{
    /// <summary>d lies in [0, Limit).</summary>
    public const int Limit = 20;

    /// <summary>One d for all of <paramref name="x"/>.</summary>
    /// <param name="x">Values of any shape, at least one.</param>
    /// <param name="bits">N in [2, 16].</param>
    /// <param name="rounding">How a scaled value becomes an integer.</param>
    /// <returns>d in [0, <see cref="Limit"/>).</returns>
    public static int ForTensor(Tensor x, int bits, Rounding rounding)
    {
        using var values = OnHost(x);
        return Best(Errors(Span(values), bits, rounding));
    }

    /// <summary>One d for each index along <paramref name="axis"/>; a channel of zeros takes the tensor's.</summary>
    /// <inheritdoc cref="ForTensor"/>
    public static ImmutableArray<int> ForChannels(Tensor x, int axis, int bits, Rounding rounding)
    {
        using var scope = NewDisposeScope();
        var channels = OnHost(x.transpose(0, axis));
        var values = Span(channels);
        var length = values.Length / (int)channels.shape[0];
        var found = ImmutableArray.CreateBuilder<int>((int)channels.shape[0]);
        int? whole = null;
        for (var at = 0; at < values.Length; at += length)
        {
            var channel = values.Slice(at, length);
            found.Add(channel.ContainsAnyExcept(0.0f) ? Best(Errors(channel, bits, rounding)) : whole ??= Best(Errors(values, bits, rounding)));
        }

        return found.ToImmutable();
    }

    private static Tensor OnHost(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.detach().to(ScalarType.Float32).cpu().contiguous().MoveToOuterDisposeScope();
    }

    private static ReadOnlySpan<float> Span(Tensor values) => MemoryMarshal.Cast<byte, float>(values.bytes);

    // Strictly smaller, from 0 upwards: the smallest d wins a tie.
    private static int Best(double[] errors)
    {
        var best = 0;
        for (var d = 1; d < errors.Length; d++)
        {
            best = errors[d] < errors[best] ? d : best;
        }

        return best;
    }

    private static double[] Errors(ReadOnlySpan<float> x, int bits, Rounding rounding)
    {
        var errors = new double[Limit];
        for (var d = 0; d < Limit; d++)
        {
            errors[d] = Error(x, MathF.ScaleB(1, d), MathF.ScaleB(1, -d), -MathF.ScaleB(1, bits - 1), MathF.ScaleB(1, bits - 1) - 1, rounding);
        }

        return errors;
    }

    // Summed in double and always in eight lanes, so that the sum depends on the values alone and not on the processor.
    private static double Error(ReadOnlySpan<float> x, float scale, float step, float low, float high, Rounding rounding)
    {
        var sum = Vector512<double>.Zero;
        var blocks = MemoryMarshal.Cast<float, Vector256<float>>(x);
        foreach (var value in blocks)
        {
            var scaled = value * scale;
            var rounded = rounding switch
            {
                Rounding.Nearest => Vector256.Round(scaled),
                Rounding.Floor => Vector256.Floor(scaled),
                _ => Vector256.Truncate(scaled),
            };
            var (lower, upper) = Vector256.Widen((Vector256.Clamp(rounded, Vector256.Create(low), Vector256.Create(high)) * step) - value);
            var error = Vector512.Create(lower, upper);
            sum += error * error;
        }

        var total = 0.0;
        for (var lane = 0; lane < Vector512<double>.Count; lane++)
        {
            total += sum[lane];
        }

        foreach (var value in x[(blocks.Length * Vector256<float>.Count)..])
        {
            var scaled = value * scale;
            var rounded = rounding switch
            {
                Rounding.Nearest => MathF.Round(scaled),
                Rounding.Floor => MathF.Floor(scaled),
                _ => MathF.Truncate(scaled),
            };
            var error = (double)((Math.Clamp(rounded, low, high) * step) - value);
            total += error * error;
        }

        return total;
    }
}
