using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JointQP.Tests.Training;

/// <summary>
/// Holds oneDNN, which libtorch computes convolutions with, to the instructions that it is right with. With wider ones the gradient for the input of
/// a convolution whose output channels fill no whole vectors (16 with AVX-512, 8 with AVX2) is wrong in libtorch 2.10, and reads memory that
/// nobody wrote: the small networks of these tests then train differently from run to run, or to NaN.
/// </summary>
internal static partial class OneDnn
{
#pragma warning disable CA2255 // It must run before anything loads libtorch, which reads the variable once.
    [ModuleInitializer]
    internal static void UseNarrowVectors()
#pragma warning restore CA2255
    {
        // .NET keeps variables of its own; native code reads those of the process.
        if (OperatingSystem.IsLinux())
            _ = SetVariable("ONEDNN_MAX_CPU_ISA", "SSE41", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
