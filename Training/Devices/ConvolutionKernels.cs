using JointQP.Training.Native;
using static TorchSharp.torch;

namespace JointQP.Training.Devices;

/// <summary>Sees to it that no network is trained by a convolution kernel that computes wrong numbers.</summary>
/// <remarks>
/// Why there are any: oneDNN 3.7.1, which libtorch 2.10 carries, takes the first-level cache of an AMD processor to be one byte where a hypervisor
/// hides the cache leaf 0x8000001D of CPUID (its Xbyak computes a size from the zeros). Its reorder into blocks of channels then takes a path meant
/// for rows beyond the cache, with the loops in another order, and zeroes one run of memory where the padding of the last block lies in
/// many: real weights are lost, and padding keeps what was there before. So a convolution with channels that fill no whole
/// blocks, of 16 with AVX-512 and of 8 with AVX2, is wrong forwards or backwards, by much, and not the same twice. Channels in whole blocks need no
/// padding and are right. A newer oneDNN knows the hidden leaf; until libtorch carries it, this process tests its own arithmetic.
/// </remarks>
internal static class ConvolutionKernels
{
    private const int Block = 16;
    private static readonly ConvolutionProbe[] InWholeBlocks = [new(1, 16), new(16, 32)];
    private static readonly ConvolutionProbe[] InPart = [new(20, 16), new(16, 12), new(20, 12), new(3, 5)];
    private static readonly Lazy<Soundness> Found = new(() => Test(IsRight));

    /// <summary>What oneDNN computes right in this process.</summary>
    public static Soundness Sound => Found.Value;

    /// <summary>
    /// Tests oneDNN, once in a process, and turns it off where it fails: all convolutions are then right, and slower.
    /// <see cref="AllowFor"/> turns it on again for what it computes right.
    /// </summary>
    /// <exception cref="EngineException">It fails and cannot be turned off, or libtorch is wrong without it too.</exception>
    public static void Secure()
    {
        if (Sound == Soundness.Everything)
            return;
        if (!OneDnn.TrySet(false) || !Array.TrueForAll([.. InWholeBlocks, .. InPart], IsRight))
        {
            throw new EngineException(
                "The convolutions of libtorch compute wrong numbers on this machine, so nothing can be trained on it. Limit them to simpler instructions "
                + "with ONEDNN_MAX_CPU_ISA=SSE41 in the environment, or use another machine.");
        }
    }

    /// <summary>Lets oneDNN compute the networks until the answer is disposed, if it computes all their convolutions right.</summary>
    /// <param name="networks">Networks whose convolutions are all by weights of their own, from 3 to 5 dimensions; those of a plug-in may compute others.</param>
    public static IDisposable? AllowFor(IEnumerable<nn.Module> networks) =>
        Sound == Soundness.WholeBlocks && networks.All(InBlocks) ? new Allowance() : null;

    /// <summary>Whether all convolutions of a network have channels in whole blocks; a single input channel is one that needs no padding.</summary>
    internal static bool InBlocks(nn.Module network) => network.state_dict().Values
        .Select(tensor => tensor.shape)
        .All(shape => shape.Length is < 3 or > 5 || (shape[0] % Block == 0 && (shape[1] == 1 || shape[1] % Block == 0)));

    /// <summary>What a machine computes right, by probes.</summary>
    internal static Soundness Test(Predicate<ConvolutionProbe> isRight) =>
        !Array.TrueForAll(InWholeBlocks, isRight) ? Soundness.Nothing
        : !Array.TrueForAll(InPart, isRight) ? Soundness.WholeBlocks
        : Soundness.Everything;

    // Also on one thread, where the faulty path is always taken: among many, a small probe may be cut so that it is not.
    private static bool IsRight(ConvolutionProbe probe)
    {
        var threads = get_num_threads();
        if (!probe.IsRight())
            return false;
        set_num_threads(1);
        try
        {
            return probe.IsRight();
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private sealed class Allowance : IDisposable
    {
        private readonly bool _before = OneDnn.Enabled;

        public Allowance() => OneDnn.TrySet(true);

        public void Dispose() => OneDnn.TrySet(_before);
    }
}

/// <summary>What oneDNN computes right.</summary>
internal enum Soundness
{
    /// <summary>All that was tested.</summary>
    Everything,

    /// <summary>Only convolutions whose channels fill whole blocks.</summary>
    WholeBlocks,

    /// <summary>Not even those.</summary>
    Nothing,
}
