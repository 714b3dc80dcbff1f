using System.Runtime.InteropServices;
using CsCheck;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Operators;

/// <summary>Comparisons that see every bit.</summary>
internal static class Tensors
{
    /// <summary>The bits of float32 values, so that -0 is not +0, with one NaN for all.</summary>
    public static uint[] Bits(this Tensor x) => [.. x.Floats().Select(v => BitConverter.SingleToUInt32Bits(float.IsNaN(v) ? float.NaN : v))];

    public static float[] Floats(this Tensor x) => MemoryMarshal.Cast<byte, float>(x.detach().cpu().contiguous().bytes).ToArray();

    /// <summary>Finite values of all sizes, halves of steps, zeros of both signs.</summary>
    public static Gen<float> Value { get; } = Gen.OneOf(
        Gen.Float[-4, 4], Gen.Float[-300, 300], Gen.Float[-1e-3f, 1e-3f], Gen.Int[-64, 64].Select(i => i / 16f), Gen.Bool.Select(b => b ? 0f : -0f));

    public static Gen<float[]> Values(int count) => Value.Array[count];

    /// <summary>Seeds of small tensors whose last dimensions are no multiple of a vector.</summary>
    public static Gen<long[]> Shape { get; } = Gen.Select(Gen.Long[1, 5], Gen.Long[1, 4], Gen.Long[1, 23], (a, b, c) => new[] { a, b, c });
}
