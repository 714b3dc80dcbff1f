using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace JointQP.Training.Devices;

/// <summary>What decides a training's last bits besides its spec: device kind, instruction set, versions of libtorch and of the engine, thread count.</summary>
public static class NumericFingerprint
{
    /// <summary>
    /// To be raised with every change of the engine that changes a bit of some training: what was trained before is then neither gone on with nor
    /// taken over.
    /// </summary>
    internal const int Engine = 1;

    // Libraries inside libtorch that pick their own kernels: whoever pins one of them computes other bits.
    private static readonly string[] Pins = ["ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR"];

    /// <summary>Such as <c>cpu avx512 torch2.10.0 engine1 1t</c>; equal on two machines when their trainings are bit-identical.</summary>
    /// <param name="device"><c>cpu</c> or <c>cuda:N</c>; which of several devices does not enter.</param>
    /// <param name="threads">Threads that libtorch computes with.</param>
    public static string Of(string device, int threads) =>
        Of(device, threads, Environment.GetEnvironmentVariable, device == "cpu" ? ConvolutionKernels.Sound : Soundness.Everything);

    internal static string Of(string device, int threads, Func<string, string?> environment, Soundness oneDnn = Soundness.Everything)
    {
        // Where it is not trusted with everything, other kernels compute a part of the networks; it cuts its own loops otherwise there, too.
        var limits = oneDnn switch
        {
            Soundness.Everything => "",
            Soundness.WholeBlocks => " onednn:blocks",
            _ => " onednn:off",
        };
        var kind = device.Split(':')[0];
        var pins = Pins.Where(pin => !string.IsNullOrEmpty(environment(pin))).Select(pin => $" {pin}={environment(pin)}");
        return $"{kind} {Capability(environment("ATEN_CPU_CAPABILITY"))} torch{Version.Parse(torch.__version__).ToString(3)} engine{Engine} {threads}t{limits}{string.Concat(pins)}";
    }

    /// <summary>The kernels libtorch dispatches to, by its own rule: the environment's pin, else the best the processor has.</summary>
    internal static string Capability(string? pin) => pin switch
    {
        "avx512" or "avx2" or "default" when RuntimeInformation.ProcessArchitecture == Architecture.X64 => pin,
        _ when Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Fma.IsSupported => "avx512",
        _ when Avx2.IsSupported && Fma.IsSupported => "avx2",
        _ when AdvSimd.Arm64.IsSupported => "neon",
        _ => "default",
    };
}
