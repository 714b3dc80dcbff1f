using JointQP.Studies.Analysis;
using JointQP.Studies.Files;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class PluginSpecTests
{
    private const string Valid = """
        name: s
        seeds: 1
        plugin: bin/Mine.dll
        experiments:
          - name: e
            task: { name: plugin/mine, metric: test/mse, higher-is-better: false }
            dataset: plugin/data
            samples: { train: 100, validation: 10, test: 10 }
            network: plugin/net
            weights: runs/float.safetensors
            training: { epochs: 1, batch: 10 }
            schedules: [float]
          - name: plain
            dataset: fashion-mnist
            samples: { train: 100, validation: 10, test: 10 }
            network: convnet
            training: { epochs: 1, batch: 10 }
            schedules: [float]
        """;

    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Parse_OfAPlugin_KeepsItsNamesAndFiles()
    {
        var study = StudySpecParser.Parse(Valid).Spec!;

        var experiment = study.Experiments[0];
        Assert.Equal(("plugin/mine", "plugin/data", "plugin/net"), (experiment.Task, experiment.Dataset, experiment.Network));
        Assert.Equal(new VerdictMetric("test/mse", HigherIsBetter: false, IsFraction: false), experiment.Metric);
        Assert.Equal(
            [new NamedFile(FileKind.Plugin, "bin/Mine.dll", 3, 9), new NamedFile(FileKind.Weights, "runs/float.safetensors", 10, 14)], study.Files);
    }

    [Fact]
    public void WithFiles_PutsHashesIntoTheTrialsThatUseThem()
    {
        var study = StudySpecParser.Parse(Valid).Spec!.WithFiles(
            [new FileContent(FileKind.Plugin, "bin/Mine.dll", Hash), new FileContent(FileKind.Weights, "runs/float.safetensors", new string('b', 64))]);
        var (own, plain) = (study.Experiments[0], study.Experiments[1]);

        var trial = own.TrialOf(own.Schedules[0], 1);
        Assert.Equal((new PluginRef(Hash), new WeightsRef(new string('b', 64))), (trial.Plugin, trial.InitialWeights));
        var other = plain.TrialOf(plain.Schedules[0], 1);
        Assert.Equal((null, null, null), (other.Plugin, other.InitialWeights, other.Metric));
    }

    [Theory]
    [InlineData("plugin: bin/Mine.dll\n", "", "network 'plugin/net' is that of a plug-in, and the study has none; allowed: 'plugin: PATH")]
    [InlineData("network: convnet", "network: convnt", "unknown network 'convnt'; did you mean convnet?")]
    [InlineData("network: plugin/net", "network: plugin/My Net", "a plug-in's network must be plugin/ and a name")]
    [InlineData("{ name: plugin/mine, metric: test/mse, higher-is-better: false }", "plugin/mine", "must say what its verdicts compare")]
    [InlineData("metric: test/mse", "metric: mse", "metric must be one on test data, such as 'test/mse'; found 'mse'")]
    [InlineData("higher-is-better: false", "higher-is-better: yes", "unknown higher-is-better 'yes'")]
    [InlineData("name: plugin/mine", "name: classification", "unknown task 'classification'")]
    [InlineData("plugin: bin/Mine.dll", "plugin: [a]", "plugin must be the path of a file")]
    [InlineData("weights: runs/float.safetensors", "weights:", "weights must be the path of a file")]
    public void Parse_OfWhatIsWrong_SaysWhatIsAllowed(string from, string to, string message)
    {
        Assert.Contains(from, Valid, StringComparison.Ordinal);
        var problems = StudySpecParser.Parse(Valid.Replace(from, to, StringComparison.Ordinal)).Problems;

        Assert.Contains(problems, problem => problem.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_OfAManifest_TakesOnlyTheCanonicalForm()
    {
        var manifest = PluginManifest.Of(new("Mine.dll", Hash), [new("Z.dll", Hash), new("A.dll", Hash)]);

        Assert.Equal(["Mine.dll", "A.dll", "Z.dll"], manifest.Assemblies.Select(assembly => assembly.File));
        Assert.Equal(manifest.Hash, PluginManifest.Read(manifest.Text)!.Hash);
        Assert.All(
            ["", "x", $"{Hash} ../up.dll\n", $"{Hash} a.exe\n", $"{Hash} Mine.dll", $"{Hash[1..]} Mine.dll\n"],
            text => Assert.Null(PluginManifest.Read(text)));
    }
}
