using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("P0.5(w,f) -> Q8(w,f)", "\"P0.5(w,f) -> Q8(w,f)\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.0 / 3.0, "0.3333333333333333")]
    [InlineData(5e-324, "5E-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    [InlineData(true, "true")]
    [InlineData(StageStatus.Committed, "committed")]
    [InlineData(null, "")]
    public void Line_OfAValue_IsAsRfc4180AndJsonWriteIt(object? value, string expected) => Assert.Equal(expected, CsvText.Line([value]));

    [Fact]
    public void Of_Table_EndsLinesWithCarriageReturnAndLineFeed() =>
        Assert.Equal("a,b\r\n1,2\r\n3,", CsvText.Of(new CsvTable(["a", "b"], [[1, 2], [3, null]])));

    [Fact]
    public void StudyRows_OfAStudy_HaveARowEach() => Assert.Equal(
        "name,phase,launchedAt,endedAt,trials,trialsDone,trialsFailed,steps,stepsDone,problems,trialsStopped,parallel\r\n"
        + "demo,completed,2030-05-06T07:08:09+00:00,2030-05-06T07:12:14+00:00,6,2,1,6000,1500,one; two,0,",
        CsvText.Of(StudyRows.Of(Samples.Status(StudyPhase.Completed, trialsFailed: 1, problems: ["one", "two"]))));

    [Fact]
    public void StudyRows_OfSchedules_HaveARowEach() => Assert.Equal(
        "demo,running,fashion,\"P0.5(w,f) -> Q8(w,f)\",2,0,0,2000,1000,0",
        CsvText.Of(StudyRows.Schedules(Samples.Status())).Split("\r\n")[2]);

    [Fact]
    public void ResultsRows_OfTrials_HaveMetricsInColumnsBehindTheRest()
    {
        var lines = CsvText.Of(ResultsRows.Of(Samples.Results(null, StudyPhase.Running))).Split("\r\n");

        Assert.Equal("study,experiment,index,schedule,seed,status,key,stateHash,reason,test/accuracy", lines[0]);
        Assert.Equal($"demo,fashion,0,float,1,committed,{new string('a', 64)},{new string('b', 64)},,0.8912", lines[1]);
        Assert.Equal($"demo,fashion,2,\"Q8(w,f) -> P0.5(w,f)\",1,leased,{new string('a', 64)},,,", lines[3]);
    }

    [Fact]
    public void WorkerRows_OfAnIdleWorker_LeaveTheLeaseEmpty() => Assert.EndsWith(
        "\r\nlocal-1,1,cpu,cpu avx2,here,4712,idle,,,,0,0,,2030-05-06T07:06:54+00:00,,,,",
        CsvText.Of(WorkerRows.Of(Samples.Idle)),
        StringComparison.Ordinal);
}
