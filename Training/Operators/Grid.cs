using System.Collections.Immutable;
using JointQP.Studies.Words;

namespace JointQP.Training.Operators;

/// <summary>
/// The values that quantization with N bits and d decimal bits can take, one d for the whole tensor or one for each channel:
/// <c>k / 2^d</c> with integer k in <c>[-2^(N-1), 2^(N-1) - 1]</c> (paper, uniform quantization).
/// </summary>
public sealed class Grid
{
    /// <summary>Makes a grid.</summary>
    /// <param name="bits">
    /// N in [2, 24]. float32 holds every integer up to 2^24, and up to 2^23 their halves too, so that rounding sees every tie; of more bits the
    /// outer values would lie closer than float32 itself, and nothing would be rounded there.
    /// </param>
    /// <param name="decimalBits">One d in [0, 20), or one for each index along <paramref name="axis"/>.</param>
    /// <param name="rounding">How a scaled value becomes an integer.</param>
    /// <param name="gradient">What passes backward.</param>
    /// <param name="axis">The channel axis; without meaning for one d.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public Grid(
        int bits,
        ImmutableArray<int> decimalBits,
        Rounding rounding = Rounding.Nearest,
        GradientMode gradient = GradientMode.Clip,
        int axis = 0)
    {
        CheckBits(bits);
        ArgumentOutOfRangeException.ThrowIfNegative(axis);
        ArgumentOutOfRangeException.ThrowIfZero(decimalBits.Length, nameof(decimalBits));
        if (decimalBits.Any(d => d is < 0 or >= DecimalBitsSearch.Limit))
        {
            throw new ArgumentOutOfRangeException(nameof(decimalBits), $"Decimal bits lie in [0, {DecimalBitsSearch.Limit}).");
        }

        Bits = bits;
        DecimalBits = decimalBits;
        Rounding = rounding;
        Gradient = gradient;
        Axis = axis;
    }

    /// <summary>N.</summary>
    public int Bits { get; }

    /// <summary>d of the tensor, or of each channel.</summary>
    public ImmutableArray<int> DecimalBits { get; }

    /// <summary>How a scaled value becomes an integer.</summary>
    public Rounding Rounding { get; }

    /// <summary>What passes backward.</summary>
    public GradientMode Gradient { get; }

    /// <summary>The channel axis.</summary>
    public int Axis { get; }

    /// <summary>Whether each channel has its own d.</summary>
    public bool PerChannel => DecimalBits.Length > 1;

    /// <summary>The smallest integer, -2^(N-1).</summary>
    public float LowestInteger => -MathF.ScaleB(1, Bits - 1);

    /// <summary>The greatest integer, 2^(N-1) - 1.</summary>
    public float HighestInteger => MathF.ScaleB(1, Bits - 1) - 1;

    /// <summary>2^d of a channel.</summary>
    public float Scale(int channel) => MathF.ScaleB(1, DecimalBits[channel]);

    /// <summary>2^-d of a channel: the distance of two neighbouring values. Exact, so multiplying by it is dividing by 2^d.</summary>
    public float Step(int channel) => MathF.ScaleB(1, -DecimalBits[channel]);

    /// <summary>The smallest value of a channel, -2^(N-d-1); also the lower bound of the clipped gradient.</summary>
    public float Lowest(int channel) => LowestInteger * Step(channel);

    /// <summary>The greatest value of a channel, 2^(N-d-1) - 2^-d; also the upper bound of the clipped gradient.</summary>
    public float Highest(int channel) => HighestInteger * Step(channel);

    internal static void CheckBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 24);
    }
}
