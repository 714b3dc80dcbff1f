using System.Runtime.InteropServices;
using JointQP.Training.Devices;
using TorchSharp;

namespace JointQP.Tests.Training.Devices;

public sealed class NumericFingerprintTests
{
    [Fact]
    public void Of_Cpu_NamesDeviceInstructionsVersionAndThreads() =>
        Assert.Equal($"cpu {NumericFingerprint.Capability(null)} torch2.10.0 engine{NumericFingerprint.Engine} 1t", NumericFingerprint.Of("cpu", 1, _ => null));

    [Fact]
    public void Of_DevicesOfOneKind_AreEqual()
    {
        Assert.Equal(NumericFingerprint.Of("cuda:0", 1, _ => null), NumericFingerprint.Of("cuda:1", 1, _ => null));
        Assert.NotEqual(NumericFingerprint.Of("cuda:0", 1, _ => null), NumericFingerprint.Of("cpu", 1, _ => null));
    }

    [Fact]
    public void Of_InstructionsThreadsOrKernelsDiffer_Differs()
    {
        string[] all =
        [
            NumericFingerprint.Of("cpu", 1, _ => null),
            NumericFingerprint.Of("cpu", 2, _ => null),
            NumericFingerprint.Of("cpu", 1, name => name == "ATEN_CPU_CAPABILITY" ? "default" : null),
            NumericFingerprint.Of("cpu", 1, name => name == "ONEDNN_MAX_CPU_ISA" ? "AVX2" : null),
            NumericFingerprint.Of("cpu", 1, _ => null, Soundness.WholeBlocks),
            NumericFingerprint.Of("cpu", 1, _ => null, Soundness.Nothing),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public unsafe void Capability_AsLibtorchSaysItself()
    {
        _ = torch.zeros(1).item<float>();
        var library = System.Diagnostics.Process.GetCurrentProcess().Modules.Cast<System.Diagnostics.ProcessModule>()
            .First(m => m.ModuleName.Contains("torch_cpu", StringComparison.Ordinal)).FileName;
        Assert.SkipUnless(
            RuntimeInformation.ProcessArchitecture == Architecture.X64
            && NativeLibrary.TryGetExport(NativeLibrary.Load(library), "_ZN2at18get_cpu_capabilityB5cxx11Ev", out var address),
            "libtorch exports its own answer on Linux x64 only.");

        // std::string of libstdc++: pointer, length, 16 bytes inside; this text is short, so nothing is on the heap.
        var text = new NativeString();
        ((delegate* unmanaged<NativeString*, NativeString*>)NativeLibrary.GetExport(NativeLibrary.Load(library), "_ZN2at18get_cpu_capabilityB5cxx11Ev"))(&text);
        var said = Marshal.PtrToStringUTF8(text.Start, (int)text.Length);
        var ours = NumericFingerprint.Capability(Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY"));
        Assert.Equal(said, ours == "default" ? "DEFAULT" : ours.ToUpperInvariant());
    }

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct NativeString
    {
        public nint Start;
        public nint Length;
        public fixed byte Inside[16];
    }
}
