using System.Reflection;
using System.Security.Cryptography;
using JointQP.Studies.Analysis;
using JointQP.Studies.Files;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;
using JointQP.Tests.Training.Stages;
using JointQP.Training;

namespace JointQP.Tests.Training.Plugins;

public sealed class PluginTrialTests : IDisposable
{
    /// <summary>The folder of the plug-in of the examples.</summary>
    public static readonly string Examples = typeof(PluginTrialTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "PluginExample").Value!;

    private static readonly string Own = typeof(SamplePlugin).Assembly.Location;

    private readonly StageBench _bench = new();

    [Fact]
    public void Run_NetworkOfAPlugin_TrainsAndRepeatsBitForBit()
    {
        var spec = StageBench.Float with { Network = "plugin/flat", Plugin = Take(Own) };
        var first = _bench.Run(_bench.Job(spec));

        Assert.InRange(first["test/accuracy"], 0.3, 1.0);
        Assert.Equal(first.Result.StateHash, _bench.Run(_bench.Job(spec)).Result.StateHash);
    }

    [Fact]
    public void Run_DataOfAPlugin_IsThatData()
    {
        var spec = StageBench.Float with { Dataset = "plugin/copy", Plugin = Take(Own) };

        Assert.Equal(_bench.Run(_bench.Job(StageBench.Float, to: 3)).Result.StateHash, _bench.Run(_bench.Job(spec, to: 3)).Result.StateHash);
    }

    // On a machine whose hypervisor hides the caches, oneDNN alone gets these gradients wrong by more than their own size.
    [Fact]
    public void Run_ChannelsInNoWholeBlocks_TrainsByRightGradients()
    {
        var spec = Odd with { Task = "plugin/gradients", Network = "plugin/twelve", Dataset = "plugin/none", Metric = GradientTask.Verdict, Plugin = Take(Own) };
        var outcome = _bench.Run(_bench.Job(spec));

        Assert.InRange(outcome["train/deviation"], 1e-12, 1e-4);
        Assert.InRange(outcome["test/deviation"], 1e-12, 1e-4);
    }

    [Theory]
    [InlineData("denoise")]
    [InlineData("tiny")]
    public void Run_ExampleOfAPlugin_LearnsWithBothOperators(string example)
    {
        var plugin = Take(Path.Combine(Examples, "bin", "DenoisePlugin.dll"));
        var study = StudySpecParser.Parse(File.ReadAllText(Path.Combine(Examples, example + ".yaml"))).Spec!
            .WithFiles([new FileContent(FileKind.Plugin, "bin/DenoisePlugin.dll", plugin.Hash)]);
        var spec = study.Experiments[0].TrialOf(study.Experiments[0].Schedules[1], seed: 1);

        var outcome = _bench.Run(_bench.Job(spec));

        if (example == "denoise")
            Assert.InRange(outcome["test/mse"], 0.0, 0.05);
        else
            Assert.InRange(outcome["test/accuracy"], 0.15, 1.0);
        Assert.True(outcome["bytes/masks"] > 0);
    }

    [Fact]
    public void Run_PluginThrows_FailsWithItsNameAndMessage() => AssertFails(
        StageBench.Float with { Network = "plugin/throws" }, "Plug-in 'JointQP.Tests.Training' failed in step 0: InvalidOperationException: no such luck");

    [Fact]
    public void Run_PluginCancelsByItself_IsAFailureAndNotALostLease() => AssertFails(
        Odd, "Plug-in 'JointQP.Tests.Training' failed when it was opened: OperationCanceledException: out of odds");

    [Fact]
    public void Run_NameThePluginHasNot_ListsWhatItHas()
    {
        AssertFails(StageBench.Float with { Network = "plugin/flit" }, "has no network 'flit'; there is: plugin/flat, plugin/throws.");
        AssertFails(StageBench.Float with { Dataset = "plugin/cope" }, "has no data set 'cope'; there is: plugin/copy.");
        AssertFails(Odd with { Task = "plugin/even" }, "has no task 'even'; there is: plugin/gradients, plugin/odd.");
        AssertFails(Odd with { Network = "plugin/flat" }, "has no network 'plugin/flat'; there is: plugin/odd-net.");
        AssertFails(Odd with { Dataset = "fashion-mnist" }, "has no data set 'fashion-mnist'; there is: plugin/odd-data.");
    }

    [Fact]
    public void Run_SpecSaysAnotherVerdict_TellsBoth() => AssertFails(
        Odd with { Metric = new VerdictMetric("test/oddness", HigherIsBetter: true, IsFraction: false) },
        "judged by metric: test/oddness, higher-is-better: false, fraction: false, and the spec says metric: test/oddness, higher-is-better: true, fraction: false");

    [Fact]
    public void Run_MoreSamplesThanThePluginHas_SaysHowManyThereAre() => AssertFails(
        StageBench.Float with { Dataset = "plugin/copy", Samples = new(480, 161, 256) }, "has 640 images for train and validation samples, and the study asks for 641");

    [Fact]
    public void Run_CopyIsGone_NamesThePlaceAndTheMend()
    {
        var plugin = Take(Own);
        Directory.Delete(StoredFile.FolderOf(_bench.Folder, plugin.Hash), recursive: true);
        AssertFails(StageBench.Float with { Network = "plugin/flat" }, plugin, "is missing in the data directory: " + StoredFile.ManifestOf(_bench.Folder, plugin.Hash), "jointqp study launch");
    }

    [Fact]
    public void Run_CopyIsDamaged_IsNotLoaded()
    {
        var plugin = Take(Own);
        var copy = Path.Combine(StoredFile.FolderOf(_bench.Folder, plugin.Hash), Path.GetFileName(Own));
        File.AppendAllText(copy, "x");
        AssertFails(StageBench.Float with { Network = "plugin/flat" }, plugin, "does not have the content that was launched: " + copy);
    }

    [Fact]
    public void Run_AssemblyWithoutAnEntry_SaysWhatItMustHave()
    {
        var plugin = Take(typeof(CsCheck.Gen).Assembly.Location);
        AssertFails(StageBench.Float with { Network = "plugin/flat" }, plugin, "must have exactly one public class that implements JointQP.Training.Plugins.IPlugin");
    }

    public void Dispose() => _bench.Dispose();

    private static TrialSpec Odd => StageBench.Float with
    {
        Task = "plugin/odd",
        Network = "plugin/odd-net",
        Dataset = "plugin/odd-data",
        Metric = new VerdictMetric("test/oddness", HigherIsBetter: false, IsFraction: false),
    };

    private PluginRef Take(string assembly)
    {
        var file = Path.GetFileName(assembly);
        var manifest = PluginManifest.Of(new PluginAssembly(file, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(assembly)))), []);
        var folder = Directory.CreateDirectory(StoredFile.FolderOf(_bench.Folder, manifest.Hash)).FullName;
        File.Copy(assembly, Path.Combine(folder, file), overwrite: true);
        File.WriteAllText(StoredFile.ManifestOf(_bench.Folder, manifest.Hash), manifest.Text);
        return new PluginRef(manifest.Hash);
    }

    private void AssertFails(TrialSpec spec, params string[] parts) => AssertFails(spec, Take(Own), parts);

    private void AssertFails(TrialSpec spec, PluginRef plugin, params string[] parts)
    {
        var e = Assert.Throws<EngineException>(() => _bench.Run(_bench.Job(spec with { Plugin = plugin })));
        Assert.All(parts, part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }
}
