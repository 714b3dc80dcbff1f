using JointQP.Training.Devices;
using JointQP.Training.Native;

namespace JointQP.Training;

/// <summary>What a program does before its first use of TorchSharp.</summary>
public static class TorchRuntime
{
    /// <summary>
    /// Lets TorchSharp load on systems whose C++ runtime is older than that of GCC 13, such as Debian 12, where it would report a missing libtorch
    /// instead. And tests libtorch's convolutions, which are wrong on some virtual machines: there they are computed by other, slower kernels.
    /// The second time it does nothing. Call it before TorchSharp is touched, a network made in a field included.
    /// </summary>
    /// <exception cref="EngineException">This machine computes wrong numbers by all kernels.</exception>
    public static void Prepare()
    {
        TorchSharpLoader.Install();
        ConvolutionKernels.Secure();
    }
}
