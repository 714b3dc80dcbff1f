using System.Globalization;
using JointQP.Benchmarks.Steps;

namespace JointQP.Benchmarks.Planning;

/// <summary>How time and memory of a plan grow with its trials. Times are the processor's, those of the collector among them.</summary>
internal static class PlanScale
{
    private const double MiB = 1 << 20;

    /// <summary>Prints a table, slopes and a plot for each shape.</summary>
    /// <param name="shapes">The kinds of study.</param>
    /// <param name="most">Trials of the largest study.</param>
    /// <param name="rounds">How often each study is measured.</param>
    public static int Run(IReadOnlyList<ScaleShape> shapes, int most, int rounds)
    {
        // What is measured once more runs compiled.
        foreach (var shape in ScaleShape.All)
            Measure(shape, ScaleShape.Sizes[0], rounds: 20);
        foreach (var shape in shapes)
            Report(shape, [.. ScaleShape.Sizes.Where(size => size <= most).Select(size => Measure(shape, size, rounds))]);
        return 0;
    }

    private static ScaleMeasurement Measure(ScaleShape shape, int trials, int rounds)
    {
        var yaml = shape.Yaml(trials);
        var all = Enumerable.Range(0, rounds).Select(_ => ScaleMeasurement.Of(yaml, trials)).ToList();
        return all[^1] with
        {
            Parse = Measurements.Median(all.Select(one => one.Parse)),
            Plan = Measurements.Median(all.Select(one => one.Plan)),
            Board = Measurements.Median(all.Select(one => one.Board)),
            Status = Measurements.Median(all.Select(one => one.Status)),
        };
    }

    private static void Report(ScaleShape shape, IReadOnlyList<ScaleMeasurement> measured)
    {
        Line($"{shape.Name}: {shape.About}");
        Line($"  trials   stages   parse ms   plan ms  us/trial  B/trial alloc  spec MiB  plan MiB  B/trial live  peak MiB   board ms  board MiB  status ms  state KiB");
        foreach (var one in measured)
        {
            Line($"{one.Trials,8:N0} {one.Stages,8:N0} {one.Parse * 1e3,10:F1} {one.Plan * 1e3,9:F1} {Seconds(one) * 1e6 / one.Trials,9:F2} {one.Allocated / one.Trials,14:N0} {one.SpecLive / MiB,9:F1} {one.PlanLive / MiB,9:F1} {Live(one) / one.Trials,13:N0} {one.Peak / MiB,9:F0} {one.Board * 1e3,10:F1} {one.BoardLive / MiB,10:F1} {one.Status * 1e3,10:F1} {one.State / 1024.0,10:F1}");
        }

        if (measured.Count > 1)
        {
            Line($"slope of log over log trials, 1 is linear: time {Slope(measured, Seconds):F2}, allocated {Slope(measured, one => one.Allocated):F2}, live {Slope(measured, one => Live(one)):F2}, board {Slope(measured, one => one.Board):F2}, status {Slope(measured, one => one.Status):F2}");
            foreach (var line in LogPlot.Lines("seconds to parse and plan", [.. measured.Select(one => ((double)one.Trials, Seconds(one)))]))
                Console.WriteLine(line);
            foreach (var line in LogPlot.Lines("MiB that spec and plan hold", [.. measured.Select(one => ((double)one.Trials, Live(one) / MiB))]))
                Console.WriteLine(line);
        }

        Console.WriteLine();
    }

    private static double Seconds(ScaleMeasurement one) => one.Parse + one.Plan;

    private static double Live(ScaleMeasurement one) => one.SpecLive + one.PlanLive;

    /// <summary>Of the straight line nearest to the logarithms.</summary>
    private static double Slope(IReadOnlyList<ScaleMeasurement> measured, Func<ScaleMeasurement, double> of)
    {
        var points = measured.Select(one => (X: Math.Log(one.Trials), Y: Math.Log(of(one)))).ToList();
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
