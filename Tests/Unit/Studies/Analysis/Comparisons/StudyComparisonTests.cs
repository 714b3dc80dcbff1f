using JointQP.Studies.Analysis.Comparisons;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using static JointQP.Tests.Unit.Studies.Analysis.Comparisons.ComparisonSamples;

namespace JointQP.Tests.Unit.Studies.Analysis.Comparisons;

public sealed class StudyComparisonTests
{
    private const string Prune = "P0.5(w,f) -> Q8(w,f)";

    [Fact]
    public void Of_SameStudyTwice_DiffersInNothing()
    {
        var study = Of(SpecText(), Usual, new string('a', 64));

        var found = StudyComparison.Of(study, study with { Name = "b" });

        Assert.Empty(found.Settings);
        Assert.True(found.SameResult);
        Assert.Equal("The result hashes are equal: all weights and all metrics are the same, bit for bit.", found.Sentence);
        Assert.All(found.Experiments[0].Schedules, schedule =>
        {
            Assert.Equal(new SeedDifference(Pairing.Paired, 6, 6, 0, null, null), schedule.Difference);
            Assert.Equal("b and a are equal in test/accuracy (6 pairs).", schedule.Sentence);
            Assert.True(schedule.SameBytes);
        });
        Assert.Equal((Finding.Difference, Finding.Difference), (found.Experiments[0].FirstFinding, found.Experiments[0].SecondFinding));
    }

    [Fact]
    public void Of_OtherSettings_NamesEachWithBothValues()
    {
        var found = StudyComparison.Of(
            Of(SpecText(), Usual), Of(SpecText("b", seeds: 8, network: "mnist-net", epochs: 5, onset: "4 epochs", compression: "{ rounding: floor, ramp: { every: 4 steps, times: 4 } }"), Usual));

        Assert.Equal(
            [
                new(null, "seeds", "1 to 6", "1 to 8"),
                new("fashion", "network", "convnet", "mnist-net"),
                new("fashion", "training.epochs", "4", "5"),
                new("fashion", "compression.rounding", "nearest", "floor"),
                new("fashion", $"onsets of {Prune}", "P0.5(w) at 16 to 32, P0.5(f) at 16 to 32, Q8(w) at 48, Q8(f) at 48", "P0.5(w) at 16 to 32, P0.5(f) at 16 to 32, Q8(w) at 64, Q8(f) at 64"),
            ],
            found.Settings);
        Assert.True(found.SpecsKnown);
    }

    [Fact]
    public void Of_BetterSecond_SaysByHowMuchAndHowPaired()
    {
        var found = StudyComparison.Of(Of(SpecText(), Usual), Of(SpecText("b"), trial => Usual(trial) + 0.02 + (Math.Cos(trial.Spec.Seed) * 0.002), bytes: 500));
        var schedule = found.Experiments[0].Schedules.Single(one => one.Schedule == Prune);

        Assert.StartsWith("b is 1.99 percentage points better than a in test/accuracy (95 % interval ", schedule.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(", 6 pairs).", schedule.Sentence, StringComparison.Ordinal);
        Assert.False(schedule.SameBytes);
        Assert.Equal("Of 3 schedules that both have, b is better than a in 3 and worse in 0 by 95 % intervals, each by itself.", found.Sentence);
    }

    [Fact]
    public void Of_LowerIsBetter_TurnsBetterAround()
    {
        var loss = new JointQP.Studies.Analysis.VerdictMetric("test/loss", HigherIsBetter: false, IsFraction: false);
        var found = StudyComparison.Of(
            Of(SpecText(), Usual, metric: loss), Of(SpecText("b"), trial => Usual(trial) + 0.02 + (Math.Cos(trial.Spec.Seed) * 0.002), metric: loss));

        Assert.Contains(" worse than a in test/loss", found.Experiments[0].Schedules[0].Sentence, StringComparison.Ordinal);
        Assert.Equal("Of 3 schedules that both have, b is better than a in 0 and worse in 3 by 95 % intervals, each by itself.", found.Sentence);
    }

    [Fact]
    public void Of_OtherSeeds_SaysThatItIsUnpaired()
    {
        var found = StudyComparison.Of(Of(SpecText(), Usual), Of(SpecText("b").Replace("seeds: 6", "seeds: [11, 12, 13]", StringComparison.Ordinal), trial => Usual(trial) + (trial.Spec.Seed * 1e-4)));

        Assert.All(found.Experiments[0].Schedules, schedule => Assert.Contains("6 and 3 seeds, unpaired", schedule.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_LabelOfAnotherOrder_IsAnotherSchedule()
    {
        var spec = SpecText().Replace("- order: P0.5(w,f) -> Q8(w,f)", "- name: mine\n                order: P0.5(w,f) -> Q8(w,f)", StringComparison.Ordinal);
        var other = SpecText("b").Replace("- order: P0.5(w,f) -> Q8(w,f)", "- name: mine\n                order: P0.5(w,f) -> Q4(w,f)", StringComparison.Ordinal);

        var found = StudyComparison.Of(Of(spec.Replace("                order", "        order", StringComparison.Ordinal), Usual), Of(other.Replace("                order", "        order", StringComparison.Ordinal), Usual));

        Assert.Equal(["mine"], found.Experiments[0].OnlyFirst);
        Assert.Equal(["mine"], found.Experiments[0].OnlySecond);
        Assert.Equal([new("fashion", "order of mine", "P0.5(w,f) -> Q8(w,f)", "P0.5(w,f) -> Q4(w,f)")], found.Settings);
    }

    [Fact]
    public void Of_OtherMetric_ComparesNoValuesAndSaysWhy()
    {
        var found = StudyComparison.Of(Of(SpecText(), Usual), Of(SpecText("b"), Usual, metric: new("test/mse", HigherIsBetter: false, IsFraction: false)));

        Assert.Empty(found.Experiments[0].Schedules);
        Assert.Equal("Values are not compared: a goes by test/accuracy (higher is better), b by test/mse (lower is better).", found.Experiments[0].Problem);
        Assert.StartsWith("There is no schedule that both have", found.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_ExperimentsOfOtherNames_AreToldOnTheirSide()
    {
        var found = StudyComparison.Of(Of(SpecText(), Usual), Of(SpecText("b", experiment: "other"), Usual));

        Assert.Empty(found.Experiments);
        Assert.Equal(["fashion"], found.OnlyFirst);
        Assert.Equal(["other"], found.OnlySecond);
    }

    [Fact]
    public void Of_NothingDone_SaysSoOfEachSchedule()
    {
        var found = StudyComparison.Of(Of(SpecText(), Usual, new string('a', 64)), Of(SpecText("b"), _ => null));

        Assert.Null(found.SameResult);
        Assert.All(found.Experiments[0].Schedules, schedule => Assert.Equal("Nothing to compare yet: no trial of it is done in a or in b.", schedule.Sentence));
        Assert.EndsWith("; 3 cannot be compared.", found.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "1", null, null)]
    [InlineData("1", "2", "1", "2")]
    [InlineData("1", "", "net.safetensors", "copy.safetensors")]
    public void Of_Weights_GoesByWhatTheFilesHeldWhereThatIsKnown(string first, string second, string? one, string? other)
    {
        ComparedStudy Study(string path, string hash)
        {
            var study = Of(SpecText(), Usual);
            return study with
            {
                Spec = study.Spec! with { Experiments = [.. study.Spec.Experiments.Select(experiment => experiment with { Weights = new NamedFile(FileKind.Weights, path, 1, 1, hash) })] },
            };
        }

        var found = StudyComparison.Of(Study("net.safetensors", first), Study("copy.safetensors", second));

        Assert.Equal(one is null ? [] : [new SettingDifference("fashion", "weights", one, other)], found.Settings);
    }

    [Fact]
    public void Of_WithoutASpec_SaysThatSettingsAreUnknown() =>
        Assert.False(StudyComparison.Of(Of(SpecText(), Usual) with { Spec = null }, Of(SpecText("b", epochs: 9), Usual)).SpecsKnown);
}
