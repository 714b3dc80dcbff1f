using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Sequential;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class ResultsTextTests
{
    [Fact]
    public void Of_CompletedStudy_TellsSchedulesDifferencesAndHash() => Approved.Equal(
        """
        fashion
        ╭──────────────────────┬────────────────┬──────────┬──────────┬────────╮
        │ schedule             │  test accuracy │  weights │ features │ trials │
        ├──────────────────────┼────────────────┼──────────┼──────────┼────────┤
        │ float                │ 89.12 ± 0.31 % │ 223.5 kB │  55.3 kB │    1/1 │
        │ P0.5(w,f) -> Q8(w,f) │        88.10 % │  28.4 kB │   6.9 kB │    1/1 │
        │ Q8(w,f) -> P0.5(w,f) │                │          │          │    1/1 │
        ╰──────────────────────┴────────────────┴──────────┴──────────┴────────╯
        ± is half the 95 % interval over the seeds; features are those of one sample

        P0.5(w,f) -> Q8(w,f)  minus  Q8(w,f) -> P0.5(w,f):
          +0.42 points (95 %: -0.11 to +0.95; 2 seeds)
          No difference shown at this number of seeds.

        result hash cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
        """,
        Recorded.Render(ResultsText.Of(Samples.Results(new string('c', 64)))));

    [Fact]
    public void Of_AddedSchedulesAndLooks_TellsBoth()
    {
        var results = Samples.Results(new string('c', 64));
        SequentialDesign design = new("fashion", "", "P0.5(w,f)", "Q8(w,f)", [1, 2, 3, 4, 5, 6], SeedLooks.Of(5, 6), null);
        var text = Recorded.Render(ResultsText.Of(results with
        {
            Experiments = [results.Experiments[0] with { Added = ["P0.5(w,f)", "Q8(w,f)"], Sequential = new(design, design.Decide([]), "It is not decided.") }],
        }));

        Assert.Contains("added for progressive-intensity, to tell which operator is the weaker:", text, StringComparison.Ordinal);
        Assert.Contains("primary comparison: P0.5(w,f) before Q8(w,f)", text, StringComparison.Ordinal);
        Assert.Contains("  It is not decided.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_RunningStudy_SaysWhyThereIsNoHash() =>
        Assert.EndsWith("no result hash: 5/6 trials done, the study is running", Recorded.Render(ResultsText.Of(Samples.Results(null, StudyPhase.Running))), StringComparison.Ordinal);
}
