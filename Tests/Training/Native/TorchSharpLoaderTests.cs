using System.Runtime.InteropServices;
using JointQP.Training.Native;
using TorchSharp;

namespace JointQP.Tests.Training.Native;

public sealed class TorchSharpLoaderTests
{
    [Fact]
    public void TorchSharp_OnThisSystem_Computes()
    {
        // Something of the assembly under test must run first, as in every program that trains.
        TorchSharpLoader.Install();

        using var sum = torch.ones(3).sum();

        Assert.Equal(3f, sum.item<float>());
    }

    [Fact]
    public void Used_WhereTheLibraryLoadsAsShipped_IsFalse()
    {
        torch.InitializeDeviceType(DeviceType.CPU);
        bool shipped = TorchSharpLoader.Folders
            .Select(folder => Path.Combine(folder, "libLibTorchSharp.so"))
            .Any(file => NativeLibrary.TryLoad(file, out _));

        Assert.Equal(TorchSharpLoader.Used, OperatingSystem.IsLinux() && !shipped);
    }
}
