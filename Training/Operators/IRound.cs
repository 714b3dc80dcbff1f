using System.Runtime.Intrinsics;

namespace JointQP.Training.Operators;

/// <summary>A rounding as a type, so that loops are compiled for it.</summary>
internal interface IRound
{
    static abstract Vector256<float> Round(Vector256<float> x);

    static abstract float Round(float x);
}

internal readonly struct Nearest : IRound
{
    public static Vector256<float> Round(Vector256<float> x) => Vector256.Round(x);

    public static float Round(float x) => MathF.Round(x);
}

internal readonly struct Floor : IRound
{
    public static Vector256<float> Round(Vector256<float> x) => Vector256.Floor(x);

    public static float Round(float x) => MathF.Floor(x);
}

internal readonly struct Truncate : IRound
{
    public static Vector256<float> Round(Vector256<float> x) => Vector256.Truncate(x);

    public static float Round(float x) => MathF.Truncate(x);
}
