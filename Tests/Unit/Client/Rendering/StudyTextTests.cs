using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class StudyTextTests
{
    [Fact]
    public void List_OfStudies_FitsEightyColumns() => Approved.Equal(
        """
        ╭───────┬───────────┬────────┬────────┬───────┬─────────────────────╮
        │ study │ phase     │ trials │ failed │ steps │ launched            │
        ├───────┼───────────┼────────┼────────┼───────┼─────────────────────┤
        │ demo  │ running   │    2/6 │      0 │  25 % │ 2030-05-06 07:08:09 │
        │ other │ cancelled │    2/6 │      1 │  25 % │ 2030-05-06 07:08:09 │
        ╰───────┴───────────┴────────┴────────┴───────┴─────────────────────╯
        """,
        Recorded.Render(StudyText.List([Samples.Status(), Samples.Status(StudyPhase.Cancelled, trialsFailed: 1, name: "other")], TimeZoneInfo.Utc)));

    [Fact]
    public void Card_OfRunningStudy_TellsSchedulesAndProblems() => Approved.Equal(
        """
        study     demo
        phase     running
        launched  2030-05-06 07:08:09
        trials    2/6 done, 1 failed
        steps     1,500 of 6,000 (25 %)
        stages    3 blocked, 5 committed, 2 leased
        ╭──────────────────────┬───────────────┬──────────────────────┬───────╮
        │ schedule             │        trials │ steps                │       │
        ├──────────────────────┼───────────────┼──────────────────────┼───────┤
        │ float                │           2/2 │ ━━━━━━━━━━━━━━━━━━━━ │ 100 % │
        │ P0.5(w,f) -> Q8(w,f) │ 0/2, 1 failed │ ━━━━━━━━━━────────── │  50 % │
        │ Q8(w,f) -> P0.5(w,f) │           0/2 │ ──────────────────── │   0 % │
        ╰──────────────────────┴───────────────┴──────────────────────┴───────╯
        ! t0001.0: loss is [NaN]
        """,
        Recorded.Render(StudyText.Card(Samples.Status(trialsFailed: 1, problems: ["t0001.0: loss is [NaN]"]), TimeZoneInfo.Utc)));

    [Fact]
    public void Card_OfStudyThatTrained_TellsItsDeviceTime() => Assert.Contains(
        "device    2 min 5 s of device time for 1,480 trained steps",
        Recorded.Render(StudyText.Card(Samples.Status() with { Work = new DeviceWork(1480, 125.2, 100, 20) }, TimeZoneInfo.Utc)),
        StringComparison.Ordinal);

    [Fact]
    public void Card_OfAStudyThatGetsSeeds_TellsItsLooks()
    {
        SequentialDesign design = new("fashion", "", "P0.5(w,f)", "Q8(w,f)", [.. Enumerable.Range(1, 30).Select(seed => (long)seed)], SeedLooks.Of(5, 30), 0.1);
        double?[] clear = [1, 1.1, 0.9, 1.2, 0.8, 1, 1.05, 0.95];

        Assert.Contains("seeds     5 for look 1 of 5, at most 30; not decided yet, 0 of 0.05 spent", Card(new SeedsStanding(1, design, null)), StringComparison.Ordinal);
        Assert.Contains("8 for look 2 of 5, at most 30; not decided yet, 0 of 0.05 spent", Card(new SeedsStanding(2, design, new(design, design.Decide(clear.AsSpan(0, 5)), ""))), StringComparison.Ordinal);
        Assert.Contains("a difference is shown at look 2 of 5, 8 seeds; 0.0078 of 0.05 spent", Card(new SeedsStanding(2, design, new(design, design.Decide(clear), ""))), StringComparison.Ordinal);

        static string Card(SeedsStanding seeds) => Recorded.Render(StudyText.Card(Samples.Status() with { Seeds = seeds }, TimeZoneInfo.Utc));
    }

    [Fact]
    public void Schedules_OfSeveralExperiments_NameTheExperiment()
    {
        var status = Samples.Status();
        var two = status with { Schedules = status.Schedules.Add(new ScheduleProgress("second", "float", 1, 0, 0, 10, 5)) };

        Assert.Contains("second: float", Recorded.Render(StudyText.Schedules(two)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(1, "at most 1 stage in training at the same time")]
    [InlineData(1200, "at most 1,200 stages in training at the same time")]
    public void Card_OfAStudy_TellsItsParallelLimit(int? parallel, string told)
    {
        var card = Recorded.Render(StudyText.Card(Samples.Status() with { Parallel = parallel }, TimeZoneInfo.Utc));

        Assert.Equal(parallel is not null, card.Contains("parallel", StringComparison.Ordinal));
        Assert.Contains(told, card, StringComparison.Ordinal);
    }
}
