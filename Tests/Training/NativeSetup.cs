using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using JointQP.Training;

namespace JointQP.Tests.Training;

internal static class NativeSetup
{
    /// <summary>Whichever test runs first may use TorchSharp before it uses the engine.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A test assembly is a program.")]
    internal static void Prepare() => TorchRuntime.Prepare();
}
