using System.Security.Cryptography;
using JointQP.Studies.Files;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Stages;
using JointQP.Training;
using JointQP.Training.Checkpoints;
using JointQP.Training.Data;
using JointQP.Training.Devices;
using JointQP.Training.Tasks;
using JointQP.Training.Tasks.Classification;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Plugins;

public sealed class InitialWeightsTests : IDisposable
{
    private const string Prefix = "networks/network/";
    private readonly StageBench _bench = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_FromGivenWeights_StartsWithExactlyThem(bool qualified)
    {
        var given = Trained();
        using var scope = NewDisposeScope();
        var spec = Spec(Write(Rename(given, name => qualified ? name : name[Prefix.Length..])));

        // A rate of nearly nothing leaves the parameters; the batch norm's statistics move, so only those are left out.
        var still = spec with { Training = spec.Training with { Rate = 1e-30, WeightDecay = 0 } };
        var after = Tensors(_bench.Run(_bench.Job(still, to: 1)).Result.Checkpoint.File);

        Assert.All(
            given.Where(pair => !pair.Key.Contains("running", StringComparison.Ordinal) && !pair.Key.Contains("tracked", StringComparison.Ordinal)),
            pair => Assert.True(pair.Value.equal(after[pair.Key]).all().item<bool>(), pair.Key));
        // 15 batches were seen before, and this is one more: buffers were loaded too.
        Assert.Equal(16, after[Prefix + "norm1.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Run_FromGivenWeights_EqualsGoingOnByHand()
    {
        using var scope = NewDisposeScope();
        var given = Trained();
        var spec = Spec(Write(given));
        var trained = Tensors(_bench.Run(_bench.Job(spec)).Result.Checkpoint.File);

        var context = new TaskContext(StageBench.Float, _bench.Folder, CPU, new ImageDatasets(FashionMnist.Sample), null, _ => { });
        using var session = new ClassificationTask().Open(context, TestContext.Current.CancellationToken);
        using (no_grad())
        {
            foreach (var (name, tensor) in session.Networks[0].Module.state_dict())
                tensor.copy_(given[Prefix + name]);
        }

        // As a stage does: on some machines other kernels compute outside of one.
        using var kernels = ConvolutionKernels.AllowFor(session.Networks.Select(network => network.Module));
        for (var step = 0; step < spec.TotalSteps; step++)
            session.Step(step);

        Assert.All(session.Networks[0].Module.state_dict(), pair => Assert.True(pair.Value.bytes.SequenceEqual(trained[Prefix + pair.Key].bytes), pair.Key));
    }

    [Fact]
    public void Run_FromGivenWeights_SeedStillDecidesAndCheckpointsStillCount()
    {
        using var scope = NewDisposeScope();
        var spec = Spec(Write(Trained()));
        var whole = _bench.Run(_bench.Job(spec)).Result.StateHash;
        var half = _bench.RunAndStopAfter(_bench.Job(spec), 7);

        Assert.Equal(whole, _bench.Run(_bench.Job(spec, start: half.Checkpoints[^1])).Result.StateHash);
        Assert.NotEqual(whole, _bench.Run(_bench.Job(spec with { Seed = 2 })).Result.StateHash);
    }

    [Fact]
    public void Run_NamesAndShapesThatDoNotFit_AreAllListed()
    {
        using var scope = NewDisposeScope();
        var given = Trained();
        given.Remove(Prefix + "conv1.weight");
        given[Prefix + "conv9.weight"] = zeros(1);
        given[Prefix + "linear2.bias"] = zeros(3);

        AssertFails(
            new WeightsRef(Write(given)),
            "missing: networks/network/conv1.weight",
            "extra: networks/network/conv9.weight",
            "of another shape: networks/network/linear2.bias (given F32 [3], the network's F32 [10])");
    }

    [Fact]
    public void Run_NoSafetensors_SaysSo() => AssertFails(new WeightsRef(Store("this is no file of that form at all"u8.ToArray())), "are no safetensors file");

    [Fact]
    public void Run_CopyIsGone_NamesThePlaceAndTheMend()
    {
        var hash = new string('0', 64);
        AssertFails(new WeightsRef(hash), "is missing in the data directory: " + StoredFile.WeightsOf(_bench.Folder, hash), "jointqp study launch");
    }

    [Fact]
    public void Run_CopyIsDamaged_IsNotUsed()
    {
        var hash = Store([1, 2, 3]);
        File.AppendAllText(StoredFile.WeightsOf(_bench.Folder, hash), "x");
        AssertFails(new WeightsRef(hash), "does not have the content that was launched");
    }

    public void Dispose() => _bench.Dispose();

    private static TrialSpec Spec(string hash) => StageBench.Float with { InitialWeights = new WeightsRef(hash) };

    private static Dictionary<string, Tensor> Rename(Dictionary<string, Tensor> tensors, Func<string, string> rename) =>
        tensors.ToDictionary(pair => rename(pair.Key), pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The network after one epoch of another seed.</summary>
    private Dictionary<string, Tensor> Trained() =>
        Tensors(_bench.Run(_bench.Job(StageBench.Float with { Seed = 9 }, to: 15)).Result.Checkpoint.File)
            .Where(pair => pair.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    private Dictionary<string, Tensor> Tensors(string checkpoint)
    {
        using var stream = File.OpenRead(Path.Combine(_bench.Folder, checkpoint));
        return SafeTensors.Read(stream).Tensors;
    }

    private string Write(Dictionary<string, Tensor> tensors)
    {
        using var memory = new MemoryStream();
        SafeTensors.Write(memory, tensors, []);
        return Store(memory.ToArray());
    }

    private string Store(byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        Directory.CreateDirectory(StoredFile.FolderOf(_bench.Folder, hash));
        File.WriteAllBytes(StoredFile.WeightsOf(_bench.Folder, hash), content);
        return hash;
    }

    private void AssertFails(WeightsRef weights, params string[] parts)
    {
        var e = Assert.Throws<EngineException>(() => _bench.Run(_bench.Job(StageBench.Float with { InitialWeights = weights })));
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
