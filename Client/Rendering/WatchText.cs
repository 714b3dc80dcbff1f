using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>A watched study on a terminal.</summary>
internal static class WatchText
{
    /// <summary>Bars for each schedule and for all, the rate, the time left, the workers, the problems.</summary>
    public static IRenderable Of(WatchFrame frame)
    {
        var s = frame.Status;
        var all = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        all.AddRow(new Bar(StudyText.ShareOf(s.StepsDone, s.Steps), 30), new Text(Pace(frame)));
        var heading = new Text($"{s.Name}  {StudyText.Phase(s.Phase)}  {Summary(s)}", new Style(decoration: Decoration.Bold));
        IEnumerable<IRenderable> workers = frame.Workers.IsEmpty ? [] : [WorkerText.List(frame.Workers, frame.Now)];
        return new Rows([heading, StudyText.Schedules(s), all, .. workers, .. StudyText.Problems(s)]);
    }

    /// <summary>Trials done of all, and those that failed.</summary>
    public static string Summary(StudyStatus s) =>
        $"{StudyText.Trials(s.TrialsDone, s.Trials)} trials" + (s.TrialsFailed > 0 ? $", {Format.Count(s.TrialsFailed)} failed" : "");

    /// <summary>The share of steps done, the rate and the time left, or that the cluster is waited for.</summary>
    public static string Pace(WatchFrame frame)
    {
        var share = Format.Share(frame.Status.StepsDone, frame.Status.Steps) + " of steps";
        if (frame.Waiting)
            return share + ", waiting for the cluster";
        if (frame.IsLast)
            return share;
        var rate = frame.StepsPerSecond is { } perSecond ? $", {Format.Rate(perSecond)} steps/s" : "";
        var left = frame.Left is { } time ? $", {Format.Duration(time)} left" : "";
        return share + rate + left + (frame.Workers.IsEmpty ? ", no worker heard of yet" : "");
    }
}
