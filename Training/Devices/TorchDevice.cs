using System.Globalization;
using TorchSharp;

namespace JointQP.Training.Devices;

/// <summary>Turns a device's name into a device that is there.</summary>
public static class TorchDevice
{
    /// <summary><c>cpu</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="EngineException">The name is none of these, or no such device is there.</exception>
    public static torch.Device Parse(string name)
    {
        if (name == "cpu")
            return torch.CPU;
        if (!name.StartsWith("cuda:", StringComparison.Ordinal)
            || !int.TryParse(name.AsSpan("cuda:".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw new EngineException($"Unknown device '{name}'; write cpu, or cuda:N with N from 0, such as cuda:0.");
        if (!torch.cuda_is_available())
            throw new EngineException(
                $"Device '{name}' is not there: this build or machine has no CUDA device, only cpu. With an NVIDIA driver, build with -p:Cuda=true.");
        var count = torch.cuda.device_count();
        if (index >= count)
            throw new EngineException($"Device '{name}' is not there: this machine has {count}, cuda:0 to cuda:{count - 1}.");
        return torch.device(DeviceType.CUDA, index);
    }
}
