using JointQP.Tests.Training;
using JointQP.Training;

[assembly: AssemblyFixture(typeof(NativeSetup))]

namespace JointQP.Tests.Training;

/// <summary>
/// Whichever test runs first may use TorchSharp before it uses the engine, and compute convolutions outside a stage. Not a module initializer: one would load the engine before coverage
/// has prepared it for counting.
/// </summary>
public sealed class NativeSetup
{
    public NativeSetup() => TorchRuntime.Prepare();
}
