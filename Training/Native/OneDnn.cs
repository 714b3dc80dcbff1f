using System.Runtime.InteropServices;

namespace JointQP.Training.Native;

/// <summary>
/// libtorch's own switch for oneDNN, which computes convolutions on a CPU. Without it, libtorch computes them by kernels of its own and a matrix
/// product. TorchSharp has no call for it; libtorch exports what <c>torch.backends.mkldnn</c> of Python sets. One switch for the process.
/// </summary>
internal static unsafe class OneDnn
{
    // at::globalContext(), at::Context::userEnabledMkldnn() const, setUserEnabledMkldnn(bool) and setUserEnabledNNPACK(bool), as GCC and Clang name
    // them. The Windows build names them otherwise; there the switch is missing, and whoever needs it says so.
    private static readonly Lazy<Exports?> Library = new(Exports.Find);

    /// <summary>Whether convolutions may go to oneDNN. True, which is libtorch's default, where there is no switch.</summary>
    public static bool Enabled => Library.Value is not { } library || library.Enabled(library.Context()) != 0;

    /// <summary>Sets the switch; false, and nothing changed, where libtorch has none that we know.</summary>
    public static bool TrySet(bool enabled)
    {
        if (Library.Value is not { } library)
            return false;
        var context = library.Context();
        library.SetEnabled(context, enabled ? (byte)1 : (byte)0);
        // What stands in must be the same kernels everywhere. NNPACK also knows no processor that hides its caches, and says so at every call.
        library.SetNnPack(context, enabled ? (byte)1 : (byte)0);
        return true;
    }

    private sealed class Exports
    {
        public required delegate* unmanaged<nint> Context { get; init; }

        public required delegate* unmanaged<nint, byte> Enabled { get; init; }

        public required delegate* unmanaged<nint, byte, void> SetEnabled { get; init; }

        public required delegate* unmanaged<nint, byte, void> SetNnPack { get; init; }

        /// <summary>libtorch must be loaded: it is found by its name among what is.</summary>
        public static Exports? Find() =>
            (NativeLibrary.TryLoad("libtorch_cpu.so", out var library) || NativeLibrary.TryLoad("libtorch_cpu.dylib", out library))
            && NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var context)
            && NativeLibrary.TryGetExport(library, "_ZNK2at7Context17userEnabledMkldnnEv", out var enabled)
            && NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledMkldnnEb", out var setEnabled)
            && NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledNNPACKEb", out var setNnPack)
                ? new Exports
                {
                    Context = (delegate* unmanaged<nint>)context,
                    Enabled = (delegate* unmanaged<nint, byte>)enabled,
                    SetEnabled = (delegate* unmanaged<nint, byte, void>)setEnabled,
                    SetNnPack = (delegate* unmanaged<nint, byte, void>)setNnPack,
                }
                : null;
    }
}
