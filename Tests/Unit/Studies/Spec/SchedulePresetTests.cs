using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class SchedulePresetTests
{
    public static TheoryData<string> Names => [.. SchedulePreset.All.Select(preset => preset.Name)];

    [Fact]
    public void Parse_OfTheMnistPresets_GivesThePublishedEpochs()
    {
        var study = Parse(14, "- { preset: mnist-prune-first }\n      - { preset: mnist-quantize-first }").Spec!;

        var schedules = study.Experiments[0].Schedules;
        Assert.Equal(["mnist-prune-first", "mnist-quantize-first"], schedules.Select(schedule => schedule.Name));
        // 10 steps an epoch.
        Assert.Equal(
            new Schedule(
                "P0.5(w,f) -> Q8(w,f)",
                [
                    new(OperatorKind.Prune, Target.Weights, 0.5, 20, 10, 3),
                    new(OperatorKind.Prune, Target.Features, 0.5, 20, 10, 3),
                    new(OperatorKind.Quantize, Target.Weights, 8, 60),
                    new(OperatorKind.Quantize, Target.Features, 8, 70),
                ]),
            schedules[0].Schedule);
        Assert.Equal(
            new Schedule(
                "Q8(w,f) -> P0.5(w,f)",
                [
                    new(OperatorKind.Quantize, Target.Weights, 8, 20),
                    new(OperatorKind.Quantize, Target.Features, 8, 30),
                    new(OperatorKind.Prune, Target.Weights, 0.5, 40, 10, 3),
                    new(OperatorKind.Prune, Target.Features, 0.5, 40, 10, 3),
                ]),
            schedules[1].Schedule);
        Assert.True(schedules[0].Ordering.IsReorderingOf(schedules[1].Ordering));
    }

    // In tenths of an epoch: weights and features of each operator, the pruning's interval; 4 masks.
    [Theory]
    [InlineData("cifar10-prune-first", 1000, 1000, 2300, 2350, 150)]
    [InlineData("cifar10-quantize-first", 1800, 1800, 1600, 1700, 150)]
    [InlineData("cifar10-quantize-first-early", 1300, 1300, 1000, 1100, 150)]
    [InlineData("voc-prune-first", 30, 30, 72, 75, 5)]
    [InlineData("voc-quantize-first", 69, 69, 65, 68, 5)]
    [InlineData("voc-quantize-first-early", 57, 57, 52, 55, 5)]
    [InlineData("espcn-prune-first", 1400, 1400, 1600, 1700, 50)]
    [InlineData("espcn-quantize-first", 1550, 1550, 1400, 1500, 50)]
    [InlineData("pix2pix-prune-first", 1000, 1000, 2800, 2900, 150)]
    [InlineData("pix2pix-quantize-first", 1300, 1300, 1100, 1200, 150)]
    [InlineData("cyclegan-prune-first", 1000, 1000, 2800, 2900, 150)]
    [InlineData("cyclegan-quantize-first", 1300, 1300, 1100, 1200, 150)]
    public void Parse_OfATasksPreset_GivesThePublishedEpochs(string name, long pruneWeights, long pruneFeatures, long quantizeWeights, long quantizeFeatures, long interval)
    {
        var preset = SchedulePreset.All.Single(known => known.Name == name);
        // 10 steps an epoch.
        var onsets = Assert.Single(Parse(preset.Epochs, $"- {{ preset: {name} }}").Spec!.Experiments[0].Schedules).Schedule.Onsets;
        Onset Of(OperatorKind kind, Target target) => onsets.Single(onset => onset.Kind == kind && onset.Target == target);

        Assert.Equal(new(OperatorKind.Prune, Target.Weights, 0.5, pruneWeights, interval, 4), Of(OperatorKind.Prune, Target.Weights));
        Assert.Equal(new(OperatorKind.Prune, Target.Features, 0.5, pruneFeatures, interval, 4), Of(OperatorKind.Prune, Target.Features));
        Assert.Equal(new(OperatorKind.Quantize, Target.Weights, 8, quantizeWeights), Of(OperatorKind.Quantize, Target.Weights));
        var bits = name.StartsWith("cyclegan", StringComparison.Ordinal) ? 12 : 8;
        Assert.Equal(new(OperatorKind.Quantize, Target.Features, bits, quantizeFeatures), Of(OperatorKind.Quantize, Target.Features));
    }

    [Fact]
    public void All_EachTask_HasBothOrders()
    {
        foreach (var task in SchedulePreset.All.GroupBy(preset => preset.Name.Split('-')[0]))
        {
            var first = Ordering.Parse(task.First(preset => preset.Name.EndsWith("-prune-first", StringComparison.Ordinal)).Order);
            Assert.All(task.Skip(1), preset => Assert.True(Ordering.Parse(preset.Order).IsReorderingOf(first), preset.Name));
        }
    }

    [Fact]
    public void Parse_WithStrengthsAndAName_TakesThem()
    {
        var schedule = Assert.Single(Parse(14, "- { preset: mnist-prune-first, sparsity: 0.75, bits: 4, name: strong }").Spec!.Experiments[0].Schedules);

        Assert.Equal("strong", schedule.Name);
        Assert.Equal("P0.75(w,f) -> Q4(w,f)", schedule.Schedule.Ordering);
        Assert.Equal([0.75, 0.75, 4, 4], schedule.Schedule.Onsets.Select(onset => onset.Strength));
    }

    [Fact]
    public void Parse_OfAnotherLength_KeepsEveryTimesShareOfTheTraining()
    {
        var published = Parse(14, "- { preset: mnist-prune-first }").Spec!.Experiments[0].Schedules[0].Schedule;
        Gen.Int[1, 60].Sample(epochs =>
        {
            var scaled = Parse(epochs, "- { preset: mnist-prune-first }").Spec!.Experiments[0].Schedules[0].Schedule;
            foreach (var (one, other) in published.Onsets.Zip(scaled.Onsets))
            {
                Assert.Equal((one.Kind, one.Target, one.Strength, one.Times), (other.Kind, other.Target, other.Strength, other.Times));
                // A delay is rounded by itself, so the start of a delayed operator may be a step off.
                Assert.InRange(other.Start - (one.Start * epochs / 14.0), -1, 1);
                Assert.InRange(other.Interval - (one.Interval * epochs / 14.0), -0.5, 0.5);
            }
        });
    }

    [Theory]
    [InlineData("- { preset: mnist-prunefirst }", "line 10, column 19: unknown preset 'mnist-prunefirst'; did you mean mnist-prune-first? allowed: mnist-prune-first, mnist-quantize-first, cifar10-prune-first, cifar10-quantize-first, cifar10-quantize-first-early, voc-prune-first, voc-quantize-first, voc-quantize-first-early, espcn-prune-first, espcn-quantize-first, pix2pix-prune-first, pix2pix-quantize-first, cyclegan-prune-first, cyclegan-quantize-first")]
    [InlineData("- { preset: mnist-prune-first, order: float }", "line 10, column 38: unknown key 'order' in the preset; allowed: preset, sparsity, bits, name")]
    [InlineData("- { preset: mnist-prune-first, sparsity: 1 }", "line 10, column 48: sparsity must be a number between 0 and 1, both excluded, with at most 6 decimals; found '1'")]
    [InlineData("- { preset: mnist-prune-first, bits: 17 }", "line 10, column 44: bits must be a whole number from 2 to 16; found '17'")]
    [InlineData("- { preset: mnist-prune-first }\n      - { preset: mnist-prune-first }", "line 11, column 19: a second schedule is called 'mnist-prune-first'; allowed: each name once, so give one of them another 'name'")]
    public void Parse_OfOneMistake_TellsPlaceFoundAndAllowed(string schedule, string problem) =>
        Assert.Equal([problem], Parse(14, schedule).Problems.Select(found => found.ToString()));

    [Fact]
    public void Parse_OfATrainingTooShort_SaysWhyAndTheMend() =>
        Assert.Equal(
            "line 10, column 19: preset 'mnist-prune-first' is for 14 epochs; in this training of 6 steps no step lies between two of its masks; allowed: a longer training",
            Assert.Single(Parse(1, "- { preset: mnist-prune-first }", train: 6 * 128).Problems).ToString());

    [Theory]
    [MemberData(nameof(Names))]
    public void All_EachPreset_IsAScheduleThatSettlesInItsPublishedTraining(string name)
    {
        var preset = SchedulePreset.All.Single(known => known.Name == name);

        Assert.Equal(preset.Onsets.Length, Ordering.Parse(preset.Order).Places.Length);
        Assert.NotEmpty(preset.Source);
        Assert.Empty(Parse(preset.Epochs, $"- {{ preset: {name} }}").Problems);
    }

    private static SpecResult Parse(int epochs, string schedules, int train = 1280) => StudySpecParser.Parse($$"""
        name: presets
        seeds: 1
        experiments:
          - name: e
            dataset: fashion-mnist
            samples: { train: {{train}}, validation: 1, test: 1 }
            network: convnet
            training: { epochs: {{epochs}} }
            schedules:
              {{schedules}}
        """);
}
