using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis;

namespace JointQP.Client.Rendering.Watch;

/// <summary>The best trials so far, and the differences between orders that there are so far.</summary>
internal static class BestView
{
    private const string Indent = "            ";

    /// <summary>The best of each experiment, then the differences; nothing before the first trial is done.</summary>
    public static List<Line> Lines(WatchFrame frame, int width)
    {
        var several = frame.Pulse.Experiments.Length > 1;
        string In(ExperimentPulse experiment) => several ? experiment.Experiment + ": " : "";
        return
        [
            .. frame.Pulse.Experiments.SelectMany(e => e.Best.Index().Select(best => Best(In(e), e, best.Item, best.Index > 0))),
            .. frame.Pulse.Experiments.SelectMany(e => e.Comparisons.SelectMany(c => Difference(In(e), e, c, width))),
        ];
    }

    private static Line Best(string experiment, ExperimentPulse of, BestTrial best, bool compressed) => Line.Of(
        new Piece((compressed ? "compressed" : "best").PadRight(Indent.Length), Tone.Strong),
        new Piece($"{experiment}{best.Schedule}, seed {Format.Plain(best.Seed)}: {Format.Value(of.Metric, best.Value)} {of.Metric}"));

    private static IEnumerable<Line> Difference(string experiment, ExperimentPulse of, OrderComparison pair, int width)
    {
        var orders = $"{experiment}{pair.First} minus {pair.Second}";
        var difference = Format.Difference(of.Metric, pair.Difference!);
        var heading = new Piece("difference".PadRight(Indent.Length), Tone.Strong);
        return Indent.Length + orders.Length + 2 + difference.Length <= width
            ? [Line.Of(heading, new Piece($"{orders}: {difference}"))]
            : [Line.Of(heading, new Piece(orders + ":")), Line.Of(Indent + difference)];
    }
}
