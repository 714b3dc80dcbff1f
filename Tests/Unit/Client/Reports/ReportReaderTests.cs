using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace JointQP.Tests.Unit.Client.Reports;

public sealed class ReportReaderTests
{
    private readonly List<string> _calls = [];
    private readonly List<string> _told = [];

    [Fact]
    public async Task Read_AllCurvesAreThere_AsksOnceForEach()
    {
        var data = await Read(ReportSamples.Full(), _ => 0);

        Assert.Equal(["results of 60", "verdict", "standing", "pulse", "layers of experiment-1", "layers of experiment-2", "layers of experiment-3"], _calls);
        Assert.Empty(_told);
        Assert.Equal(["cpu avx512 torch2.10.0 engine1 1t"], data.Fingerprints);
        Assert.Equal(["experiment-1", "experiment-2", "experiment-3"], data.Curves.Select(experiment => experiment.Experiment));
    }

    [Fact]
    public async Task Read_CurvesCome_WaitsForThem()
    {
        await Read(ReportSamples.Full(), look => look < 3 ? 10 : 0);

        Assert.Equal(3, _calls.Count(call => call == "pulse"));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Read_CurvesNeverCome_StopsAndTells()
    {
        await Read(ReportSamples.Full(), _ => 1234);

        Assert.Equal(ReportReader.MostLooks, _calls.Count(call => call == "pulse"));
        Assert.Equal(["learning curves are without 1,234 stages that are still to be read; write the report again in a while for all of them"], _told);
    }

    [Fact]
    public async Task Read_CurvesOfThePageAreWhole_WaitsForNoOthers()
    {
        // The fourth look has every trial of those that are drawn; hundreds of thousands of stages are still unread.
        await Read(Bounded(), _ => 300_000, whole: 4);

        Assert.Equal(4, _calls.Count(call => call == "pulse"));
        Assert.Empty(_told);
    }

    [Fact]
    public void Answers_OfAHundredThousandTrials_AreBoundedInBytes()
    {
        var data = ReportSamples.Large.Value;
        var full = data.Results with
        {
            Experiments = [.. data.Results.Experiments.Select(experiment => experiment with { Trials = [.. experiment.Trials.Select(trial => trial with { Key = new string('a', 64), StateHash = new string('b', 64), Digest = new string('c', 64) })] })],
        };
        var sizes = (Whole: Bytes(full), Short: Bytes(full.InShort(ReportLimits.Experiments)), Verdict: Bytes(data.Verdict), Pulse: Bytes(Bounded().Curves));
        TestContext.Current.TestOutputHelper?.WriteLine(sizes.ToString());

        Assert.InRange(sizes.Short, 1, 1_000_000);
        Assert.True(sizes.Whole > 30 * sizes.Short, sizes.ToString());
        Assert.InRange(sizes.Verdict, 1, 10_000_000);
        Assert.InRange(sizes.Pulse, 1, 10_000_000);
    }

    private static long Bytes<T>(T value)
    {
        using var services = new ServiceCollection().AddSerializer(serializer => serializer.AddAssembly(typeof(StudyResults).Assembly).AddAssembly(typeof(Interval).Assembly)).BuildServiceProvider();
        return services.GetRequiredService<Serializer>().SerializeToArray(value).LongLength;
    }

    /// <summary>The large study with as many curves as a cluster keeps.</summary>
    private static ReportData Bounded()
    {
        var left = SchedulePulse.MostCurves;
        return ReportSamples.Large.Value with
        {
            Curves = [.. ReportSamples.Large.Value.Curves.Select(experiment => experiment with { Schedules = [.. experiment.Schedules.Select(schedule => left-- > 0 ? schedule : schedule with { Curve = [] })] })],
        };
    }

    private async Task<ReportData> Read(ReportData data, Func<int, int> unread, int whole = 1)
    {
        var looks = 0;
        var source = new ReportSource(
            experiments => Answer($"results of {experiments}", data.Results.InShort(experiments)),
            _ => Answer("verdict", data.Verdict),
            () => Answer("standing", new StudyStanding(data.Results.Status, data.Sources, [], []) { Fingerprints = ["cpu avx512 torch2.10.0 engine1 1t"] }),
            () => Answer("pulse", new StudyPulse
            {
                Status = data.Results.Status,
                Trials = new TrialStates(0, 0, 0, 0, 0, 0),
                Left = new WorkLeft(0, 0, 0),
                Experiments = ++looks < whole ? [.. data.Curves.Select(Behind)] : data.Curves,
                Unread = unread(looks),
            }),
            experiment => Answer($"layers of {experiment}", data.Layers.FirstOrDefault(layers => layers.Experiment == experiment) ?? new(experiment, [], 0)));
        return await ReportReader.Read(source, new VerdictRequest(), new HurriedTime(Recorded.Start), _told.Add, TestContext.Current.CancellationToken);
    }

    private static ExperimentPulse Behind(ExperimentPulse experiment) => experiment with
    {
        Schedules = [.. experiment.Schedules.Select(schedule => schedule with { Curve = [.. schedule.Curve.Select(point => point with { Trials = 1 })] })],
    };

    private Task<T> Answer<T>(string call, T answer)
    {
        _calls.Add(call);
        return Task.FromResult(answer);
    }
}
