using System.Diagnostics;
using System.Globalization;
using JointQP.Benchmarks.Planning;
using JointQP.Studies.Analysis;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Notation;
using JointQP.Studies.Space;
using JointQP.Studies.Words;

namespace JointQP.Benchmarks.Analysis;

/// <summary>How long the verdict of a large study takes, and how much memory. Trials are made up before the clock starts.</summary>
internal static class AnalysisScale
{
    private const double MiB = 1 << 20;

    private static readonly VerdictMetric Accuracy = new("test/accuracy", HigherIsBetter: true, IsFraction: true);

    /// <summary>Prints a line for each round.</summary>
    /// <param name="experiments">Experiments.</param>
    /// <param name="schedules">Orders of P0.5(w), P0.5(f), Q8(w), Q8(f) in each, at most 24: all pairs of them are compared.</param>
    /// <param name="seeds">Seeds of each.</param>
    /// <param name="rounds">How often it is judged.</param>
    public static int Run(int experiments, int schedules, int seeds, int rounds)
    {
        var study = Enumerable.Range(0, experiments).Select(number => Experiment(number, schedules, seeds)).ToList();
        // What is measured runs compiled.
        _ = StudyAnalysis.Of(study.Take(20));
        Line($"{experiments * schedules * seeds:N0} trials: {experiments:N0} experiments x {schedules} schedules x {seeds} seeds, {schedules * (schedules - 1) / 2} pairs of orders each");
        for (var round = 0; round < rounds; round++)
        {
            PeakMemory.Reset();
            var (allocated, processor, clock) = (GC.GetTotalAllocatedBytes(precise: true), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            var verdict = StudyAnalysis.Of(study);
            var wall = clock.Elapsed;
            var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
            Line($"{wall.TotalSeconds:F2} s, {used.TotalSeconds:F2} s of processor, peak {PeakMemory.Bytes / MiB:N0} MiB with the trials, {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / MiB:N0} MiB allocated; {verdict.Sentence}");
        }

        return 0;
    }

    private static ExperimentTrials Experiment(int number, int schedules, int seeds)
    {
        Term[] terms =
        [
            new(OperatorKind.Prune, 0.5, Target.Weights), new(OperatorKind.Prune, 0.5, Target.Features),
            new(OperatorKind.Quantize, 8, Target.Weights), new(OperatorKind.Quantize, 8, Target.Features),
        ];
        var random = new Random(number);
        List<TrialOutcome> trials = [];
        foreach (var (order, ordering) in OrderingSpace.Of([.. terms], ties: false).Take(schedules).Index())
        {
            var text = ordering.ToString();
            trials.AddRange(Enumerable.Range(1, seeds).Select(seed => new TrialOutcome(text, text, seed, new Dictionary<string, double>
            {
                [Accuracy.Name] = 0.9 + (0.0005 * order * (number % 3)) + (0.01 * random.NextDouble()),
                [ExperimentAnalysis.WeightBytes] = 1e6 + order,
                [ExperimentAnalysis.FeatureBytes] = 1e5,
            })));
        }

        return new($"e{number}", number % 2 == 0 ? NetworkKind.Discriminative : NetworkKind.Generative, Accuracy, trials) { Margin = 0.005 };
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
