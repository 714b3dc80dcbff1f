using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace JointQP.Benchmarks.Planning;

/// <summary>What one study took, from its text to its status: seconds of the processor, bytes of managed memory.</summary>
/// <param name="Trials">Its trials.</param>
/// <param name="Stages">Its stages.</param>
/// <param name="Parse">Seconds from text to spec.</param>
/// <param name="Plan">Seconds from spec to plan.</param>
/// <param name="Board">Seconds to make the board.</param>
/// <param name="Status">Seconds to count its status, half of its stages trained.</param>
/// <param name="Allocated">Bytes allocated by parsing and planning.</param>
/// <param name="SpecLive">Bytes that the spec holds.</param>
/// <param name="PlanLive">Bytes that the plan holds besides.</param>
/// <param name="BoardLive">Bytes that the board holds besides.</param>
/// <param name="Peak">The most resident memory of the process until the plan was made, its own included.</param>
/// <param name="State">Bytes of what the study's grain stores of itself.</param>
internal sealed record ScaleMeasurement(
    int Trials,
    int Stages,
    double Parse,
    double Plan,
    double Board,
    double Status,
    long Allocated,
    long SpecLive,
    long PlanLive,
    long BoardLive,
    long Peak,
    long State)
{
    // As the silo's grain storage writes it.
    private static readonly Serializer Storage = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    /// <summary>Measures a study once.</summary>
    /// <exception cref="InvalidOperationException">The text is no study, or has another number of trials.</exception>
    public static ScaleMeasurement Of(string yaml, int trials)
    {
        PeakMemory.Reset();
        var (live, allocated) = (Live(), GC.GetAllocatedBytesForCurrentThread());
        var spec = Timed(() => Parsed(yaml), out var parse);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var specLive = Live() - live;

        (live, var before) = (Live(), GC.GetAllocatedBytesForCurrentThread());
        var plan = Timed(() => StudyPlanner.Plan(spec), out var planned);
        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        var peak = PeakMemory.Bytes;
        var planLive = Live() - live;
        if (plan.Trials.Length != trials)
            throw new InvalidOperationException($"The study has {plan.Trials.Length} trials and not {trials}.");

        live = Live();
        var board = Timed(() => StageBoard.Create(plan, new StageRules()), out var made);
        var boardLive = Live() - live;
        GC.KeepAlive(board);

        StudyState state = new() { SpecText = yaml, LaunchedAt = DateTimeOffset.UnixEpoch, Phase = StudyPhase.Running };
        StudyOutline outline = new(spec, []);
        var halfTrained = HalfTrained(outline.Plan);
        _ = Timed(() => StudyProgress.Of(spec.Name, state, outline, halfTrained), out var status);
        return new(
            trials, plan.Stages.Length, parse, planned, made, status, allocated, specLive, planLive, boardLive, peak, Storage.SerializeToArray(state).Length);
    }

    private static long Live() => GC.GetTotalMemory(forceFullCollection: true);

    private static T Timed<T>(Func<T> action, out double seconds)
    {
        var start = Environment.CpuUsage.TotalTime;
        var result = action();
        seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
        return result;
    }

    private static StudySpec Parsed(string yaml)
    {
        var (spec, problems) = StudySpecParser.Parse(yaml);
        return spec ?? throw new InvalidOperationException($"The study is wrong: {string.Join("; ", problems)}");
    }

    private static StageBoard HalfTrained(StudyPlan plan)
    {
        StageResult result = new(new CheckpointRef("checkpoint", 1, new string('0', 64), 1), new string('0', 64));
        var records = plan.Stages.Take(plan.Stages.Length / 2).Select(stage => new StageRecord
        {
            Id = stage.Id,
            Status = StageStatus.Committed,
            Epoch = 1,
            Version = 2,
            Result = result,
            Outcome = AttemptOutcome.Committed,
            Fingerprint = "any",
            Timing = new("cpu", [new("float", stage.To - stage.From, 1)], [new("float", 500, 1, 1)], 0.1),
        });
        return StageBoard.Restore(plan, new StageRules(), records, DateTimeOffset.UnixEpoch);
    }
}
