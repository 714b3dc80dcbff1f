using JointQP.Studies.Notation;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Notation;

public sealed class SchedulesTests
{
    private static readonly CompressionSettings Settings = new() { RampInterval = 5, RampTimes = 3, FeatureDelay = 7 };

    [Fact]
    public void Of_JointOrdering_StartsEachPlaceAtItsStep() =>
        Assert.Equal(
            new Schedule("P0.5(w,f) -> Q8(w,f)", [
                new(OperatorKind.Prune, Target.Weights, 0.5, 10, 5, 3),
                new(OperatorKind.Prune, Target.Features, 0.5, 10, 5, 3),
                new(OperatorKind.Quantize, Target.Weights, 8, 40),
                new(OperatorKind.Quantize, Target.Features, 8, 47)]),
            Schedules.Of("P0.5(w,f)->Q8(w,f)", Settings, 10, 40));

    [Fact]
    public void Of_FeaturesInAPlaceOfTheirOwn_AreNotDelayed() =>
        Assert.Equal([0, 20, 20], Schedules.Of("Q8(w) -> P0.5(w) = Q8(f)", Settings, 0, 20).Onsets.Select(o => o.Start));

    [Fact]
    public void Of_Float_HasNoOnsets() => Assert.Equal(Schedule.Float, Schedules.Of("float", Settings));

    [Fact]
    public void Of_SameAsAStudySays_GivesTheSameSchedule()
    {
        const string Study = """
            name: same
            seeds: 1
            experiments:
              - name: one
                dataset: fashion-mnist-sample
                samples: { train: 512, validation: 128, test: 256 }
                network: convnet
                training: { epochs: 10, batch: 64 }
                compression: { ramp: { every: 5 steps, times: 3 }, feature-delay: 7 steps }
                schedules:
                  - order: P0.5(w) -> Q8(w,f) -> P0.25(f)
                    onsets: [0.5 epochs, 20 steps, 50%]
            """;
        var parsed = StudySpecParser.Parse(Study);
        Assert.Empty(parsed.Problems);
        Assert.Equal(parsed.Spec!.Experiments[0].Schedules[0].Schedule, Schedules.Of("P0.5(w) -> Q8(w,f) -> P0.25(f)", Settings, 4, 20, 40));
    }

    [Fact]
    public void Of_WrongNotation_SaysWhere() =>
        Assert.Contains("column 1", Assert.Throws<FormatException>(() => Schedules.Of("X8(w)", Settings, 1)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("1 onsets", new long[] { 10 })]
    [InlineData("ascend", new long[] { 10, 10 })]
    [InlineData("ascend", new long[] { -1, 10 })]
    public void Of_OnsetsThatDoNotFit_SaysWhatIsWanted(string because, long[] onsets) =>
        Assert.Contains(
            because,
            Assert.Throws<ArgumentException>(() => Schedules.Of("P0.5(w) -> Q8(w)", Settings, onsets)).Message,
            StringComparison.Ordinal);
}
