using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JointQP.Training.Operators;

/// <summary>What a search clips values to; infinite where nothing is clipped.</summary>
internal readonly record struct Bounds(float Low, float High)
{
    public static Bounds None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);

    /// <summary>The values themselves when there is nothing to clip, else their clipped copies in <paramref name="buffer"/>, which may be the same memory.</summary>
    public ReadOnlySpan<float> Clip(ReadOnlySpan<float> values, Span<float> buffer)
    {
        if (this == None)
        {
            return values;
        }

        var target = buffer[..values.Length];
        var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var clipped = MemoryMarshal.Cast<float, Vector256<float>>(target);
        for (var i = 0; i < vectors.Length; i++)
        {
            clipped[i] = Vector256.Clamp(vectors[i], Vector256.Create(Low), Vector256.Create(High));
        }

        for (var i = vectors.Length * Vector256<float>.Count; i < values.Length; i++)
        {
            target[i] = Math.Clamp(values[i], Low, High);
        }

        return target;
    }
}
