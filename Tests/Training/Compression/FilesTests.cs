using JointQP.Studies.Words;
using JointQP.Tests.Training.Operators;
using JointQP.Training.Checkpoints;
using JointQP.Training.Compression;
using JointQP.Training.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Compression;

public sealed class FilesTests : IDisposable
{
    private static readonly TrainingSettings AdamSettings = new() { Epochs = 1, Rate = 0.01, Optimizer = OptimizerKind.Adam, WeightDecay = 0 };

    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-files-").FullName;

    private string Path1 => Path.Combine(_folder, "inner", "small.safetensors");

    // In the middle of a window, and settled.
    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Load_WhatWasSaved_GoesOnBitForBit(int stop)
    {
        using var scope = NewDisposeScope();
        var (whole, wholeCompressor, wholeOptimizer) = Fresh(1);
        Train(whole, wholeCompressor, wholeOptimizer, 0, stop);
        wholeCompressor.Save(Path1, wholeOptimizer);
        Train(whole, wholeCompressor, wholeOptimizer, stop, 12);

        var (other, compressor, optimizer) = Fresh(7);
        compressor.Load(Path1, optimizer);
        Train(other, compressor, optimizer, stop, 12);

        Assert.Equal(Small.Bits(whole), Small.Bits(other));
        Assert.Equal(Small.Bits(wholeCompressor), Small.Bits(compressor));
        Assert.Equal([Path1], Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
        Dispose(wholeCompressor, compressor, whole, other, optimizer, wholeOptimizer);
    }

    [Fact]
    public void Load_FrozenNetwork_IsFrozenAndComputesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var (network, compressor, optimizer) = Fresh(1);
        Train(network, compressor, optimizer, 0, 10);
        compressor.Freeze();
        compressor.Save(Path1);

        var (other, second, unused) = Fresh(7);
        second.Load(Path1);

        Assert.True(second.IsFrozen);
        network.eval();
        other.eval();
        Assert.Equal(network.call(Small.Input(30)).Bits(), other.call(Small.Input(30)).Bits());
        Dispose(compressor, second, network, other, optimizer, unused);
    }

    [Fact]
    public void Load_FileOfAnotherSchedule_SaysSoAndChangesNothing()
    {
        using var network = Small.Network();
        using (var first = Small.Attach(network, Small.Joint))
            first.Save(Path1);
        using var compressor = Small.Attach(network, Small.Schedule(Small.Quantize(Target.Weights, 3)));
        Small.Fill(network, 9);
        var before = Small.Bits(network);

        var e = Assert.Throws<CheckpointException>(() => compressor.Load(Path1));

        Assert.Equal(CheckpointFault.OtherTrial, e.Fault);
        Assert.Contains("its schedule is", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, Small.Bits(network));
    }

    [Fact]
    public void Load_FileOfAnotherNetwork_SaysWhichTensor()
    {
        using var network = Small.Network();
        using (var first = Small.Attach(network, Schedule.Float))
            first.Save(Path1);
        using var other = nn.Sequential(("conv1", nn.Conv2d(1, 3, 5)), ("out", nn.Conv2d(3, 3, 3)));
        using var compressor = Small.Attach(other, Schedule.Float);
        var e = Assert.Throws<CheckpointException>(() => compressor.Load(Path1));
        Assert.Contains("'network/conv1.weight' is Float32 [3, 1, 3, 3]", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingOrDamagedFile_SaysWhich()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Schedule.Float);
        Assert.Equal(CheckpointFault.Missing, Assert.Throws<CheckpointException>(() => compressor.Load(Path1)).Fault);
        compressor.Save(Path1);
        using (var file = File.OpenWrite(Path1))
            file.SetLength(file.Length / 2);
        Assert.Equal(CheckpointFault.Unreadable, Assert.Throws<CheckpointException>(() => compressor.Load(Path1)).Fault);
        File.WriteAllText(Path1, "x");
        Assert.Equal(CheckpointFault.Unreadable, Assert.Throws<CheckpointException>(() => compressor.Load(Path1)).Fault);
    }

    [Fact]
    public void Save_WhereAFolderCannotBe_SaysSo()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Schedule.Float);
        File.WriteAllText(Path.Combine(_folder, "inner"), "");
        Assert.Equal(CheckpointFault.NotWritten, Assert.Throws<CheckpointException>(() => compressor.Save(Path1)).Fault);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (Sequential Network, Compressor Compressor, OptimizerHelper Optimizer) Fresh(int seed)
    {
        var network = Small.Network(seed);
        return (network, Small.Attach(network, Small.Joint), Optimization.Create(AdamSettings, network.parameters()));
    }

    private static void Train(nn.Module<Tensor, Tensor> network, Compressor compressor, optim.Optimizer optimizer, long from, long to)
    {
        network.train();
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            compressor.BeginStep(step);
            optimizer.zero_grad();
            nn.functional.cross_entropy(network.call(Small.Input(step)), tensor(new long[] { 0, 1, 2, step % 3 })).backward();
            optimizer.step();
        }
    }

    private static void Dispose(params IDisposable[] all) => Array.ForEach(all, one => one.Dispose());
}
