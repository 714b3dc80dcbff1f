using JointQP.Training.Plugins;

namespace DenoisePlugin;

/// <summary>What this assembly brings: a task with its network and data, and a network for image classification.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(PluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddTask("denoise", new DenoiseTask(), networks: ["denoiser"], datasets: ["bumps"]);
        registry.AddNetwork("tiny-net", shape => new TinyNet(shape));
    }
}
