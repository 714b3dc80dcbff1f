using System.Runtime.Intrinsics;

namespace JointQP.Training.Operators;

/// <summary>Integers that order as the floats do, -0 below +0.</summary>
internal static class FloatOrder
{
    private const uint Sign = 0x8000_0000;

    public static uint Key(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return bits >= Sign ? ~bits : bits | Sign;
    }

    /// <summary>The keys of eight floats, given by their bits.</summary>
    public static Vector256<uint> Key(Vector256<uint> bits) => bits ^ ((bits.AsInt32() >> 31).AsUInt32() | Vector256.Create(Sign));

    public static float Value(uint key) => BitConverter.UInt32BitsToSingle(key >= Sign ? key & ~Sign : ~key);
}
