using JointQP.Training.Randomness;
using static TorchSharp.torch;

namespace DenoisePlugin;

/// <summary>Images of one smooth bump each, clean and with noise. Sample i is the same for every trial and seed.</summary>
internal sealed class Bumps : IDisposable
{
    public const int Size = 16;
    private const float Noise = 0.5f;

    /// <param name="first">Index of the first sample: splits take ranges that do not meet.</param>
    /// <param name="count">Samples.</param>
    public Bumps(int first, int count)
    {
        var clean = new float[count * Size * Size];
        var noisy = new float[clean.Length];
        for (var sample = 0; sample < count; sample++)
            Draw(first + sample, clean.AsSpan(sample * Size * Size, Size * Size), noisy.AsSpan(sample * Size * Size, Size * Size));
        Clean = tensor(clean, [count, 1, Size, Size]).DetachFromDisposeScope();
        Noisy = tensor(noisy, [count, 1, Size, Size]).DetachFromDisposeScope();
    }

    /// <summary>[count, 1, Size, Size] in [0, 1].</summary>
    public Tensor Clean { get; }

    /// <summary>The same with noise in [-0.5, 0.5].</summary>
    public Tensor Noisy { get; }

    public void Dispose()
    {
        Clean.Dispose();
        Noisy.Dispose();
    }

    private static void Draw(int sample, Span<float> clean, Span<float> noisy)
    {
        // A fixed seed: data are the same for all trials.
        var random = new SeededRandom(2026, Purpose.Samples, sample);
        var (row, column) = (Uniform(ref random) * Size, Uniform(ref random) * Size);
        var width = 2 + (Uniform(ref random) * 4);
        for (var i = 0; i < clean.Length; i++)
        {
            var (down, right) = ((i / Size) - row, (i % Size) - column);
            clean[i] = MathF.Exp(-((down * down) + (right * right)) / (width * width));
            noisy[i] = clean[i] + (Noise * ((2 * Uniform(ref random)) - 1));
        }
    }

    // 24 bits: as many as a float keeps.
    private static float Uniform(ref SeededRandom random) => (random.Next() >> 40) / (float)(1 << 24);
}
