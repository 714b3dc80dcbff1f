using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class LogTextTests
{
    [Fact]
    public void Line_OfEntries_TellsWhenWhereWhatAndWhy() => Approved.Equal(
        """
        2030-05-06 07:08:09  study     launched: 6 trials, 14 stages
        2030-05-06 07:08:09  t0003.1   leased by local-0 (epoch 2)
        2030-05-06 07:08:09  t0003.1   taken from local-0 (epoch 2): cancelled
        2030-05-06 07:08:09  t0003.1   failed, set aside: two lines
        2030-05-06 07:08:09  t0003.1   fenced (epoch 2): a late Commit
        """,
        string.Join('\n', new[]
        {
            Entry(StudyLogKind.Launched, null, null, null, "6 trials, 14 stages"),
            Entry(StudyLogKind.Leased, "t0003.1", "local-0", 2, ""),
            Entry(StudyLogKind.Dropped, "t0003.1", "local-0", 2, "cancelled"),
            Entry(StudyLogKind.Failed, "t0003.1", null, null, "two\nlines"),
            Entry(StudyLogKind.Fenced, "t0003.1", null, 2, "a late Commit"),
        }.Select(entry => LogText.Line(entry, TimeZoneInfo.Utc))));

    [Fact]
    public void Line_OfAnyKind_SaysSomethingOfItsOwn()
    {
        var lines = Enum.GetValues<StudyLogKind>().Select(kind => LogText.Line(Entry(kind, "a", "w", 1, ""), TimeZoneInfo.Utc)).ToList();

        Assert.Equal(lines.Count, lines.Distinct().Count());
    }

    private static StudyLogEntry Entry(StudyLogKind kind, string? stage, string? slot, long? epoch, string text) =>
        new(1, Recorded.Start, kind, stage, slot, epoch, text);
}
