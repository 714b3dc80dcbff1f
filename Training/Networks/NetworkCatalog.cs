using JointQP.Training.Randomness;
using TorchSharp;

namespace JointQP.Training.Networks;

/// <summary>What a network for images is given and must tell apart.</summary>
/// <param name="Channels">Channels of an image.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Classes">Classes: the length of the network's output.</param>
public sealed record ImageShape(int Channels, int Height, int Width, int Classes);

/// <summary>The networks a spec may name.</summary>
public static class NetworkCatalog
{
    private static readonly Catalog<Func<ImageShape, torch.nn.Module<torch.Tensor, torch.Tensor>>> Classifiers = new(
        "network",
        ("convnet", shape => new ConvNet(shape)),
        ("mlp", shape => new Mlp(shape)),
        ("mnist-net", shape => new MnistNet(shape)));

    /// <summary>The names of the networks that classify images, sorted.</summary>
    public static IReadOnlyList<string> Names => Classifiers.Names;

    /// <summary>A fresh classifier on the CPU; its initial weights depend on <paramref name="seed"/> alone.</summary>
    /// <exception cref="EngineException">No network has that name, or it does not fit the images.</exception>
    internal static torch.nn.Module<torch.Tensor, torch.Tensor> CreateClassifier(string name, ImageShape shape, long seed)
    {
        return CreateClassifier(Classifiers.Find(name), shape, seed);
    }

    /// <inheritdoc cref="CreateClassifier(string, ImageShape, long)"/>
    internal static torch.nn.Module<torch.Tensor, torch.Tensor> CreateClassifier(
        Func<ImageShape, torch.nn.Module<torch.Tensor, torch.Tensor>> create, ImageShape shape, long seed)
    {
        torch.manual_seed(SeededRandom.TorchSeed(seed, Purpose.Weights, 0)).Dispose();
        return create(shape);
    }
}
