using System.Collections.Concurrent;
using System.Runtime;
using TorchSharp;

namespace JointQP.Tests.Training.Native;

/// <summary>
/// Numbers for libtorch that stay alive. Of a number that is given as one, TorchSharp makes a Scalar that nothing holds, and a garbage collection frees it while libtorch
/// still reads it: the test fails by chance.
/// </summary>
internal static class Held
{
    private const long Room = 1 << 25;

    private static readonly ConcurrentDictionary<float, Scalar> Scalars = new();

    /// <summary>A Scalar that is kept for ever, of the kind that TorchSharp makes of a float.</summary>
    public static Scalar Of(float number) => Scalars.GetOrAdd(number, ScalarExtensionMethods.ToScalar);

    /// <summary>Runs TorchSharp's own code that makes Scalars, with no garbage collection that could free one; it must be short.</summary>
    public static T During<T>(Func<T> run)
    {
        Assert.True(GC.TryStartNoGCRegion(Room));
        try
        {
            return run();
        }
        finally
        {
            // Whoever allocates more than there is room for has ended it already.
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }
    }
}
