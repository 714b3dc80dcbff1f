using System.Text.Json;
using JointQP.Client.Commands;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Tests.Unit.Studies.Analysis.Comparisons;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class StudyCompareCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-compare-").FullName;

    [Fact]
    public async Task Compare_TwoExports_NeedsNoCluster()
    {
        var (first, second) = (Export("one", ComparisonSamples.SpecText("a"), new string('a', 64)), Export("two", ComparisonSamples.SpecText("b", epochs: 5), new string('a', 64)));

        var (code, recorded) = await Compare("--from", first, "--from", second, "-o", "json");

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        var root = JsonDocument.Parse(recorded.Out).RootElement;
        Assert.Equal((first, second), (root.GetProperty("first").GetProperty("name").GetString(), root.GetProperty("second").GetProperty("name").GetString()));
        Assert.True(root.GetProperty("sameResult").GetBoolean());
        Assert.Equal("training.epochs", root.GetProperty("settings")[0].GetProperty("setting").GetString());
        Assert.Equal(3, root.GetProperty("experiments")[0].GetProperty("schedules").GetArrayLength());
    }

    [Theory]
    [InlineData("table")]
    [InlineData("csv")]
    [InlineData("yaml")]
    public async Task Compare_EveryForm_IsPrinted(string form)
    {
        var (code, recorded) = await Compare("--from", Export("one", ComparisonSamples.SpecText("a")), "--from", Export("two", ComparisonSamples.SpecText("b")), "-o", form);

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        Assert.Contains("P0.5(w,f) -> Q8(w,f)", recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ExportWithoutSpecOrHash_ComparesWhatThereIs()
    {
        var (first, second) = (Export("one", ComparisonSamples.SpecText("a")), Export("two", ComparisonSamples.SpecText("b", epochs: 9)));
        File.Delete(Path.Combine(second, "study.yaml"));

        var (_, recorded) = await Compare("--from", first, "--from", second);

        Assert.Contains("Settings are not compared", recorded.Out, StringComparison.Ordinal);
        Assert.Contains("not to be compared", recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_NothingInCommon_NamesWhatEachHas()
    {
        var (code, recorded) = await Compare("--from", Export("one", ComparisonSamples.SpecText("a")), "--from", Export("two", ComparisonSamples.SpecText("b", experiment: "other")));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("have no experiment of the same name: ", recorded.Error, StringComparison.Ordinal);
        Assert.Contains("one has fashion; ", recorded.Error, StringComparison.Ordinal);
        Assert.Contains("two has other", recorded.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name two studies, or with --from the folder of an export in place of one or both")]
    [InlineData("name two studies, or with --from the folder of an export in place of one or both", "a")]
    [InlineData("name two studies, or with --from the folder of an export in place of one or both", "a", "b", "--from", "c")]
    [InlineData("name two different studies: one compared with itself says nothing", "a", "a")]
    [InlineData("name two different studies: one compared with itself says nothing", "--from", "c", "--from", "c")]
    public async Task Compare_NotTwoStudies_SaysWhatToName(string said, params string[] words)
    {
        var (code, recorded) = await Compare(words);

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains(said, recorded.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_FolderThatIsNoExport_SaysWhatWritesOne()
    {
        var (code, recorded) = await Compare("--from", _folder, "--from", Export("two", ComparisonSamples.SpecText("b")));

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("name the folder that 'jointqp study export' made", recorded.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_StudyOfACluster_AsksIt() => Assert.Equal(ExitCode.NotRunning, (await Compare("a", "b", "--data", _folder)).Code);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Export(string name, string spec, string? hash = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        var study = ComparisonSamples.Of(spec, ComparisonSamples.Usual);
        File.WriteAllText(Path.Combine(folder, StudyExport.FileName), JsonText.Of(StudyExport.Of(new StudyOutcomes(study.Name, study.Experiments), hash)));
        File.WriteAllText(Path.Combine(folder, ExportedSpecs.NameOf(0)), spec);
        return folder;
    }

    private static async Task<(int Code, Recorded Recorded)> Compare(params string[] words)
    {
        Recorded recorded = new();
        return (await JointQPCommand.Run(["study", "compare", .. words], recorded.Terminal), recorded);
    }
}
