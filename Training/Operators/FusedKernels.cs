using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using JointQP.Studies.Words;
using TorchSharp;
using static TorchSharp.torch;

namespace JointQP.Training.Operators;

/// <summary>
/// Prune and quantize in one pass over memory, forward and backward, for contiguous float32 tensors on the CPU: once settled, a site
/// costs little more than copying its tensor. Every multiplication is by a power of two, 0 or 1, so the bits equal <see cref="TensorKernels"/>.
/// </summary>
internal static unsafe class FusedKernels
{
    /// <summary>False makes every operation take the plain form, in the whole process. For measurements, which want both.</summary>
    public static bool Enabled { get; set; } = true;

    public static bool Fit(Tensor x, Tensor? mask, Grid? grid) =>
        Enabled && Fit(x) && Fit(mask)
        // A run of equal decimal bits must not be longer than the mask.
        && (mask is null || grid is not { PerChannel: true } || mask.dim() >= x.dim() - 1 - grid.Axis);

    public static bool Fit(Tensor? x) =>
        x is null || (x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32 && x.is_contiguous()
            && x.numel() is > 0 and <= int.MaxValue / sizeof(float));

    public static Tensor Forward(Tensor x, Tensor? mask, Grid? grid)
    {
        var y = empty_like(x);
        fixed (float* source = Values(x), target = Values(y), keep = Values(mask))
        {
            if (grid is null)
            {
                // The general kernel leaves the sign of a pruned zero as the product has it, and so does this.
                Segments segments = new(x, mask, null);
                for (var at = 0; at < segments.Total; at += segments.Length)
                {
                    Multiply(source + at, keep + (at % segments.MaskLength), target + at, segments.Length);
                }
            }
            else
            {
                switch (grid.Rounding)
                {
                    case Rounding.Nearest: Quantize<Nearest>(source, keep, target, new(x, mask, grid), grid); break;
                    case Rounding.Floor: Quantize<Floor>(source, keep, target, new(x, mask, grid), grid); break;
                    default: Quantize<Truncate>(source, keep, target, new(x, mask, grid), grid); break;
                }
            }
        }

        return y;
    }

    public static Tensor Backward(Tensor gradient, Tensor? x, Tensor? mask, Grid? grid)
    {
        var mode = grid?.Gradient ?? GradientMode.Pass;
        if (mode == GradientMode.Pass && mask is null)
        {
            return gradient.alias();
        }

        var result = empty_like(gradient);
        Segments segments = new(gradient, mask, grid);
        fixed (float* source = Values(gradient), target = Values(result), keep = Values(mask), input = Values(x))
        {
            for (int at = 0, channel = 0; at < segments.Total; at += segments.Length, channel = segments.Next(channel))
            {
                var kept = keep is null ? null : keep + (at % segments.MaskLength);
                switch (mode)
                {
                    case GradientMode.Clip:
                        Clip(source + at, kept, target + at, segments.Length, grid!.Lowest(channel), grid.Highest(channel));
                        break;
                    case GradientMode.Mask:
                        Inside(source + at, input + at, kept, target + at, segments.Length, grid!.Lowest(channel), grid.Highest(channel));
                        break;
                    default:
                        Multiply(source + at, kept, target + at, segments.Length);
                        break;
                }
            }
        }

        return result;
    }

    private static Span<float> Values(Tensor? x) => x is null ? default : MemoryMarshal.Cast<byte, float>(x.bytes);

    private static void Quantize<TRound>(float* x, float* mask, float* y, Segments segments, Grid grid)
        where TRound : IRound
    {
        for (int at = 0, channel = 0; at < segments.Total; at += segments.Length, channel = segments.Next(channel))
        {
            var kept = mask is null ? null : mask + (at % segments.MaskLength);
            Quantize<TRound>(x + at, kept, y + at, segments.Length, grid.Scale(channel), grid.Step(channel), grid.LowestInteger, grid.HighestInteger);
        }
    }

    private static void Quantize<TRound>(float* x, float* mask, float* y, int length, float scale, float step, float low, float high)
        where TRound : IRound
    {
        var (lows, highs) = (Vector256.Create(low), Vector256.Create(high));
        var i = 0;
        for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var value = Vector256.Load(x + i);
            if (mask is not null)
            {
                value *= Vector256.Load(mask + i);
            }

            ((Clamp(TRound.Round(value * scale), lows, highs) + Vector256<float>.Zero) * step).Store(y + i);
        }

        for (; i < length; i++)
        {
            var value = mask is null ? x[i] : x[i] * mask[i];
            y[i] = (Clamp(TRound.Round(value * scale), low, high) + 0.0f) * step;
        }
    }

    private static void Clip(float* gradient, float* mask, float* result, int length, float low, float high)
    {
        var (lows, highs) = (Vector256.Create(low), Vector256.Create(high));
        var i = 0;
        for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var value = Clamp(Vector256.Load(gradient + i), lows, highs);
            (mask is null ? value : value * Vector256.Load(mask + i)).Store(result + i);
        }

        for (; i < length; i++)
        {
            var value = Clamp(gradient[i], low, high);
            result[i] = mask is null ? value : value * mask[i];
        }
    }

    private static void Inside(float* gradient, float* x, float* mask, float* result, int length, float low, float high)
    {
        var (lows, highs) = (Vector256.Create(low), Vector256.Create(high));
        var i = 0;
        for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var at = Vector256.Load(x + i);
            var inside = Vector256.GreaterThanOrEqual(at, lows) & Vector256.LessThanOrEqual(at, highs);
            var value = Vector256.ConditionalSelect(inside, Vector256.Load(gradient + i), Vector256<float>.Zero);
            (mask is null ? value : value * Vector256.Load(mask + i)).Store(result + i);
        }

        for (; i < length; i++)
        {
            var value = x[i] >= low && x[i] <= high ? gradient[i] : 0.0f;
            result[i] = mask is null ? value : value * mask[i];
        }
    }

    private static void Multiply(float* x, float* mask, float* y, int length)
    {
        var i = 0;
        for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256.Load(x + i) * Vector256.Load(mask + i)).Store(y + i);
        }

        for (; i < length; i++)
        {
            y[i] = x[i] * mask[i];
        }
    }

    // By comparison and not by minimum and maximum, so that NaN stays NaN on every processor, as torch.clamp has it.
    private static Vector256<float> Clamp(Vector256<float> x, Vector256<float> low, Vector256<float> high)
    {
        x = Vector256.ConditionalSelect(Vector256.LessThan(x, low), low, x);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, high), high, x);
    }

    private static float Clamp(float x, float low, float high) => x < low ? low : x > high ? high : x;

    /// <summary>How a tensor splits into runs of memory that share decimal bits and lie side by side in the mask.</summary>
    private readonly struct Segments
    {
        private readonly int _channels;

        public Segments(Tensor x, Tensor? mask, Grid? grid)
        {
            Total = (int)x.numel();
            MaskLength = mask is null ? Total : (int)mask.numel();
            _channels = 1;
            Length = MaskLength;
            if (grid is { PerChannel: true })
            {
                var shape = x.shape;
                _channels = grid.DecimalBits.Length;
                Length = 1;
                for (var axis = grid.Axis + 1; axis < shape.Length; axis++)
                {
                    Length *= (int)shape[axis];
                }
            }
        }

        public int Total { get; }

        public int MaskLength { get; }

        public int Length { get; }

        public int Next(int channel) => channel + 1 == _channels ? 0 : channel + 1;
    }
}
