using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>Studies as tables.</summary>
internal static class StudyText
{
    /// <summary>A phase in the words of the design.</summary>
    public static string Phase(StudyPhase phase) => phase switch
    {
        StudyPhase.Running => "running",
        StudyPhase.Completed => "completed",
        StudyPhase.Paused => "paused",
        StudyPhase.Deleting => "deleting",
        _ => "cancelled",
    };

    /// <summary>A row for each study.</summary>
    public static IRenderable List(IEnumerable<StudyStatus> studies, TimeZoneInfo zone)
    {
        var table = Tables.New("study", "phase", ">trials", ">failed", ">steps", "launched");
        foreach (var s in studies)
            table.Row(s.Name, Phase(s.Phase), Trials(s.TrialsDone, s.Trials), Format.Count(s.TrialsFailed), Format.Share(s.StepsDone, s.Steps), Format.Moment(s.LaunchedAt, zone));
        return table;
    }

    /// <summary>All of one study: how it stands, its schedules, its problems.</summary>
    public static IRenderable Card(StudyStatus s, TimeZoneInfo zone)
    {
        var facts = Facts.New();
        facts.Fact("study", s.Name);
        facts.Fact("phase", Phase(s.Phase));
        facts.Fact("launched", Format.Moment(s.LaunchedAt, zone));
        if (s.EndedAt is { } ended)
            facts.Fact("ended", $"{Format.Moment(ended, zone)}, after {Format.Duration(ended - s.LaunchedAt)}");
        facts.Fact("trials", $"{Trials(s.TrialsDone, s.Trials)} done" + Others(s.TrialsFailed, s.TrialsStopped));
        if (s.Seeds is { } seeds)
            facts.Fact("seeds", LooksText.Standing(seeds));
        facts.Fact("steps", $"{Format.Count(s.StepsDone)} of {Format.Count(s.Steps)} ({Format.Share(s.StepsDone, s.Steps)})");
        if (s.Parallel is { } most)
            facts.Fact("parallel", $"at most {(most == 1 ? "1 stage" : $"{Format.Count(most)} stages")} in training at the same time");
        if (s.Work is { Steps: > 0 } work)
            facts.Fact("device", $"{Format.Duration(TimeSpan.FromSeconds(work.Seconds))} of device time for {Format.Count(work.Steps)} trained steps");
        facts.Fact("stages", string.Join(", ", s.Stages.Select(pair => $"{Format.Count(pair.Value)} {pair.Key.ToLowerInvariant()}")));
        return new Rows([facts, Schedules(s), .. Problems(s)]);
    }

    /// <summary>A row with a bar for each schedule.</summary>
    public static Table Schedules(StudyStatus s)
    {
        var several = s.Schedules.Select(p => p.Experiment).Distinct().Count() > 1;
        var table = Tables.New("schedule", ">trials", "steps", ">");
        foreach (var p in s.Schedules)
        {
            var label = new Text(several ? $"{p.Experiment}: {p.Schedule}" : p.Schedule);
            table.AddRow(label, new Text(Trials(p)), new Bar(ShareOf(p.StepsDone, p.Steps), 20), new Text(Format.Share(p.StepsDone, p.Steps)));
        }

        return table;
    }

    /// <summary>A line for each problem.</summary>
    public static IEnumerable<IRenderable> Problems(StudyStatus s) => s.Problems.Select(p => new Text("! " + p, new Style(Color.Red)));

    /// <summary>A part of a whole between 0 and 1; nothing to do is done.</summary>
    public static double ShareOf(long done, long all) => all == 0 ? 1 : (double)done / all;

    /// <summary>Trials of a schedule that are done, and those that never will be.</summary>
    public static string Trials(ScheduleProgress p) => Trials(p.TrialsDone, p.Trials) + Others(p.TrialsFailed, p.TrialsStopped);

    /// <summary>Trials that will never be done, to be told behind those that are; nothing where there are none.</summary>
    public static string Others(int failed, int stopped) =>
        (failed > 0 ? $", {Format.Count(failed)} failed" : "") + (stopped > 0 ? $", {Format.Count(stopped)} stopped" : "");

    /// <summary>Trials done of all.</summary>
    public static string Trials(int done, int all) => $"{Format.Count(done)}/{Format.Count(all)}";
}
