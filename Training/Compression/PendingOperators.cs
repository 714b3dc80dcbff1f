using System.Collections.Immutable;
using JointQP.Studies.Words;
using JointQP.Training.Operators;
using static TorchSharp.torch;

namespace JointQP.Training.Compression;

internal static class PendingOperators
{
    public static int ForTensor(Tensor x, int bits, Rounding rounding, DecimalRange range, Saturation? saturation) =>
        DecimalBitsSearch.ForTensor(x, bits, rounding);

    public static ImmutableArray<int> ForChannels(Tensor x, int axis, int bits, Rounding rounding, DecimalRange range, Saturation? saturation) =>
        DecimalBitsSearch.ForChannels(x, axis, bits, rounding);

    public static Tensor ChannelSaliency(Tensor window) => window.abs().mean([0, .. Enumerable.Range(2, (int)window.dim() - 2)], keepdim: true).squeeze(0);

    public static Tensor Fit(Tensor mask, long[] shape) => throw new NotSupportedException();
}
