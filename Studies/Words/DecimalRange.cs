using Orleans;

namespace JointQP.Studies.Words;

/// <summary>The decimal bits d that a search may choose: <c>[Low, High)</c> (paper, delayed quantization: [0, 20); the MNIST example's features: [1, 7)).</summary>
/// <param name="Low">The smallest d; at least 0.</param>
/// <param name="High">One past the greatest d; greater than <paramref name="Low"/>, at most 20.</param>
[GenerateSerializer, Immutable, Alias("JointQP.DecimalRange")]
public sealed record DecimalRange([property: Id(0)] int Low, [property: Id(1)] int High)
{
    /// <summary>No d of any range reaches it.</summary>
    public const int Limit = 20;

    /// <summary>Every d: [0, 20).</summary>
    public static DecimalRange All { get; } = new(0, Limit);
}
