using System.Security.Cryptography;
using System.Text.Json;
using JointQP.Studies.Results;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Checkpoints;
using JointQP.Tests.Training.Compression;
using JointQP.Tests.Training.Operators;
using JointQP.Tests.Training.Stages;
using JointQP.Training.Checkpoints;
using JointQP.Training.Compression;
using JointQP.Training.Export;
using static TorchSharp.torch;

namespace JointQP.Tests.Training.Export;

public sealed class NetworkExportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-export-").FullName;

    [Theory]
    [InlineData(2, ScalarType.Int8)]
    [InlineData(8, ScalarType.Int8)]
    [InlineData(9, ScalarType.Int16)]
    [InlineData(16, ScalarType.Int16)]
    public void Export_Quantized_StoresTheSmallestIntegersThatHoldTheBits(int bits, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Schedule(Small.Prune(Target.Weights, 0), Small.Quantize(Target.Weights, 5, bits)));
        Small.Train(network, compressor, 0, 6);

        var tensors = Read(compressor.Export(Path.Combine(_folder, "net")).Tensors);

        var site = compressor.Sites.Single(s => s.Name == "conv2.weight");
        Assert.Equal(type, tensors["conv2.weight"].dtype);
        Assert.InRange(tensors["conv2.weight"].count_nonzero().item<long>(), 1, 54);
        Assert.Equal(54, tensors["conv2.weight.mask"].sum().item<long>());
        compressor.Freeze();
        var values = tensors["conv2.weight"].to(ScalarType.Float32) / tensor(site.DecimalBits.Select(d => MathF.ScaleB(1, d)).ToArray()).reshape(4, 1, 1, 1);
        Assert.Equal(Small.Parameter(network, "conv2.weight").Floats(), values.Floats());
        Assert.Equal(Small.Parameter(network, "conv2.bias").dtype, tensors["conv2.bias"].dtype);
        Assert.False(tensors.ContainsKey("conv1.weight.mask"));
    }

    [Fact]
    public void Export_SameNetworkTwice_SameBytesAndAWholeDescription()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 10);
        ExportOrigin origin = new("mine", 10, "abc");
        var first = compressor.Export(Path.Combine(_folder, "a", "net"), origin);
        var second = compressor.Export(Path.Combine(_folder, "b", "net.safetensors"), origin);

        Assert.Equal(File.ReadAllBytes(first.Tensors), File.ReadAllBytes(second.Tensors));
        Assert.Equal(File.ReadAllBytes(first.Description), File.ReadAllBytes(second.Description));
        Assert.Equal([Path.Combine(_folder, "a", "net.export.json"), Path.Combine(_folder, "a", "net.export.safetensors")], Directory.GetFiles(Path.Combine(_folder, "a")).Order());
        using var json = JsonDocument.Parse(File.ReadAllText(first.Description));
        var root = json.RootElement;
        Assert.Equal(NetworkExport.Format, root.GetProperty("format").GetString());
        Assert.Equal("mine", root.GetProperty("origin").GetProperty("trial").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(first.Tensors))), root.GetProperty("tensors").GetProperty("sha256").GetString());
        var described = root.GetProperty("networks")[0];
        Assert.Equal(compressor.Footprint().WeightBytes, described.GetProperty("bytes").GetProperty("weights").GetDouble());
        Assert.Equal(compressor.Footprint().FeatureBytes, described.GetProperty("bytes").GetProperty("featuresPerSample").GetDouble());
        Assert.Equal(["conv1", "conv2", "fc", "out"], described.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("name").GetString()));
    }

    [Fact]
    public void Export_AfterAnEvaluation_TellsOnWhichGridEachInputLies()
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Small.Joint);
        Small.Train(network, compressor, 0, 10);
        Assert.Equal(["input", null, null, null], Inputs(compressor));
        network.eval();
        network.call(Small.Input(20));
        Assert.Equal(["input", "bn1.features", "bn2.features", "fc.features"], Inputs(compressor));
    }

    [Fact]
    public void Export_ModuleUnderTwoNames_IsStoredOnce()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("a", nn.Linear(4, 4)), ("b", nn.Linear(4, 4)));
        network.register_module("again", (nn.Module)network.children().First());
        using var compressor = Small.Attach(network, Schedule.Float);
        network.call(ones(1, 4));
        var files = compressor.Export(Path.Combine(_folder, "net"));
        Assert.Equal(["a.bias", "a.weight", "b.bias", "b.weight"], Read(files.Tensors).Keys.Order(StringComparer.Ordinal));
        using var json = JsonDocument.Parse(File.ReadAllText(files.Description));
        Assert.Equal("a.weight", json.RootElement.GetProperty("networks")[0].GetProperty("aliases").GetProperty("again.weight").GetString());
    }

    [Fact]
    public void Export_FolderIsAFile_SaysSo()
    {
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Schedule.Float);
        File.WriteAllText(Path.Combine(_folder, "taken"), "");
        var e = Assert.Throws<CheckpointException>(() => compressor.Export(Path.Combine(_folder, "taken", "net")));
        Assert.Equal(CheckpointFault.NotWritten, e.Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000)]
    [InlineData(9_000)]
    public void WriteExport_DiskFull_FailsAsACheckpointDoesAndLeavesAnOlderOne(int room)
    {
        using var scope = NewDisposeScope();
        using var network = Small.Network();
        using var compressor = Small.Attach(network, Schedule.Float);
        var files = compressor.Export(Path.Combine(_folder, "net"));
        var before = (File.ReadAllText(files.Description), new FileInfo(files.Tensors).LastWriteTimeUtc);
        Assert.InRange(new FileInfo(files.Tensors).Length, 4_000, 8_000);
        CheckpointStore full = new(new FolderFiles(_folder) { Create = path => new FullDisk(path, path.Contains("json", StringComparison.Ordinal) ? room - 9_000 : room) });

        var e = Assert.Throws<CheckpointException>(() => full.WriteExport(new("net.safetensors", 1, "", 1), [compressor.Exported("")], Schedule.Float, new("t", 1)));

        Assert.Equal(CheckpointFault.NotWritten, e.Fault);
        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, (File.ReadAllText(files.Description), new FileInfo(files.Tensors).LastWriteTimeUtc));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public void Run_Trial_LeavesTheSameExportWhateverItsTraining()
    {
        using StageBench bench = new();
        var job = bench.Job(StageBench.Joint);
        var first = bench.Run(job).Result;
        var export = ExportFiles.Of(Path.Combine(bench.Folder, first.Checkpoint.File));
        var bytes = (File.ReadAllBytes(export.Tensors), File.ReadAllBytes(export.Description));
        File.Delete(export.Tensors);
        File.Delete(export.Description);
        var killed = bench.RunAndStopAfter(job, 11);
        var second = bench.Run(job with { Start = killed.Checkpoints[0] }).Result;

        Assert.Equal(first, second);
        Assert.Equal(bytes.Item1, File.ReadAllBytes(export.Tensors));
        Assert.Equal(bytes.Item2, File.ReadAllBytes(export.Description));
        using var json = JsonDocument.Parse(bytes.Item2);
        var origin = json.RootElement.GetProperty("origin");
        Assert.Equal(TrialKey.Of(StageBench.Joint), origin.GetProperty("trial").GetString());
        Assert.Equal(30, origin.GetProperty("step").GetInt64());
        Assert.Equal(first.StateHash, origin.GetProperty("stateHash").GetString());
        Assert.Equal(
            ["input", "norm1.features", "norm2.features", "norm3.features"],
            json.RootElement.GetProperty("networks")[0].GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("input").GetProperty("site").GetString()));
    }

    [Fact]
    public void DeleteBefore_LaterCheckpoint_TakesTheExportOfAnEarlierOne()
    {
        using StageBench bench = new();
        var first = bench.Run(bench.Job(StageBench.Float)).Result;
        var second = bench.Run(bench.Job(StageBench.Float) with { Epoch = 2 }).Result;
        Assert.Equal(6, Directory.GetFiles(bench.Folder).Length);
        new CheckpointStore(bench.Folder).DeleteBefore("t0000.0", second.Checkpoint);
        var export = ExportFiles.Of(second.Checkpoint.File);
        Assert.Equal(new[] { second.Checkpoint.File, export.Tensors, export.Description }.Order(), Directory.GetFiles(bench.Folder).Select(Path.GetFileName).Order());
        Assert.NotEqual(first.Checkpoint.File, second.Checkpoint.File);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Dictionary<string, Tensor> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return SafeTensors.Read(stream).Tensors;
    }

    private List<string?> Inputs(Compressor compressor)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(compressor.Export(Path.Combine(_folder, "inputs")).Description));
        return
        [
            .. json.RootElement.GetProperty("networks")[0].GetProperty("layers").EnumerateArray()
                .Select(l => l.GetProperty("input") is { ValueKind: JsonValueKind.Object } input ? input.GetProperty("site").GetString() : null),
        ];
    }
}
