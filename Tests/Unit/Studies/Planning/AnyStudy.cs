using System.Collections.Immutable;
using CsCheck;
using JointQP.Studies.Notation;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Studies.Planning;

/// <summary>Studies of every shape: experiments that differ in one thing or another, events anywhere in the training and, on purpose, also outside of it.</summary>
internal static class AnyStudy
{
    public static readonly ImmutableArray<string> Networks = ["convnet", "mnist-net"];

    private static readonly Gen<Onset> Onset =
        from kind in Gen.Enum<OperatorKind>()
        from target in Gen.Enum<Target>()
        from strength in Gen.Int[2, 3]
        from start in Gen.Long[0, 70]
        from interval in Gen.Long[1, 3]
        select kind == OperatorKind.Prune
            ? new Onset(kind, target, strength / 4.0, start, interval, 2)
            : new Onset(kind, target, strength, start);

    private static readonly Gen<Schedule> Schedule =
        Onset.Array[0, 4].Select(onsets => new Schedule(
            "any",
            [.. onsets.DistinctBy(onset => (onset.Kind, onset.Target)).OrderBy(onset => onset.Start).ThenBy(onset => onset.Kind).ThenBy(onset => onset.Target)]));

    private static readonly Gen<ExperimentSpec> Experiment =
        from schedules in Schedule.Array[1, 5]
        from window in Gen.Int[1, 13]
        from epochs in Gen.Int[4, 5]
        from network in Gen.OneOf([.. Networks.Select(Gen.Const)])
        select Of("", epochs, window, network, schedules);

    public static readonly Gen<StudySpec> Any =
        from seeds in Gen.Long[0, 1000].HashSet[1, 3]
        from experiments in Experiment.Array[1, 3]
        from sharing in Gen.Enum<Sharing>()
        select new StudySpec
        {
            Name = "any",
            Seeds = [.. seeds],
            Sharing = sharing,
            Experiments = [.. experiments.Select((experiment, index) => experiment with { Name = $"e{index}" })],
        };

    public static ExperimentSpec Of(string name, int epochs, int window, string network, IEnumerable<Schedule> schedules) => new()
    {
        Name = name,
        Task = "classification",
        Dataset = "fashion-mnist",
        Samples = new SampleCounts(40, 1, 1),
        Network = network,
        Training = new TrainingSettings { Epochs = epochs, Batch = 4 },
        Compression = new CompressionSettings { Window = window },
        Schedules = [.. schedules.Select((schedule, index) => new ScheduleSpec($"s{index}", Ordering.Float, schedule))],
    };

    public static Schedule Starts(params (OperatorKind Kind, Target Target, long Start)[] onsets) => new(
        "any",
        [.. onsets.Select(onset => new Onset(onset.Kind, onset.Target, onset.Kind == OperatorKind.Prune ? 0.5 : 8, onset.Start,
            onset.Kind == OperatorKind.Prune ? 1 : 0, onset.Kind == OperatorKind.Prune ? 2 : 0))]);
}
