using System.Globalization;
using System.Text.RegularExpressions;
using JointQP.Benchmarks.Sharing;
using JointQP.Benchmarks.Steps;

namespace JointQP.Benchmarks.Forks;

/// <summary>
/// How long no step of <c>convnet</c> is trained between a stage and one that goes on from it on the same worker: the engine's part, with the
/// checkpoint in memory and from its file in turn, and the whole with a real silo and a real worker. On the clock: the disk and other load are in it.
/// </summary>
internal static partial class ForkBenchmark
{
    /// <summary>What a fork may take from step to step, in ms.</summary>
    private const double Bound = 100;

    /// <summary>Prints medians and quartiles in milliseconds; 0 when the median of the whole is under <see cref="Bound"/>.</summary>
    public static int Run(ForkOptions options)
    {
        using (var engine = new EngineForks())
            engine.Measure(options.Rounds);
        var forks = Train(options);
        Measurements.Report("last step to checkpoint", forks.Select(fork => fork.Checkpoint));
        Measurements.Report("to metrics stored", forks.Select(fork => fork.Metrics));
        Measurements.Report("to commit answered", forks.Select(fork => fork.Commit));
        Measurements.Report("to lease", forks.Select(fork => fork.Lease));
        Measurements.Report("to first step done", forks.Select(fork => fork.First));
        Measurements.Report("commit to first step", forks.Select(fork => fork.FromCommit));
        Measurements.Report("step to step", forks.Select(fork => fork.Whole));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"of {forks.Count} forks, from the commit to the first step {forks.Count(fork => fork.FromCommit < Bound)} took less than {Bound} ms, the longest {forks.Max(fork => fork.FromCommit):F1}; from step to step {forks.Count(fork => fork.Whole < Bound)}, the longest {forks.Max(fork => fork.Whole):F1}"));
        return Measurements.Median(forks.Select(fork => fork.Whole)) < Bound ? 0 : 1;
    }

    private static List<Fork> Train(ForkOptions options)
    {
        using var jointqp = LocalJointQP.Up(workers: 1);
        var file = Path.Combine(jointqp.Data, "forks.yaml");
        File.WriteAllText(file, new SharingOptions(options.Orders, Grid: 0, Seeds: 1, options.Steps, Workers: 1, Rounds: 1).Yaml("forks", "study", 1));
        jointqp.Ask("study", "launch", file);
        jointqp.Ask("study", "wait", "forks");
        // One line a stage, in the order they were trained: how the stage before ended stands in the line before.
        var paces = Pace().Matches(File.ReadAllText(Path.Combine(jointqp.Data, "logs", "worker-0.log")));
        return
        [
            .. paces.Zip(paces.Skip(1), (before, after) =>
                new Fork(Of(before, "checkpoint"), Of(before, "metrics"), Of(before, "commit"), Of(after, "lease"), Of(after, "first"))),
        ];
    }

    private static double Of(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"lease (?<lease>[\d.]+) ms, first step done (?<first>[\d.]+) ms; .*, checkpoint (?<checkpoint>[\d.]+) ms, metrics (?<metrics>[\d.]+) ms, commit (?<commit>[\d.]+) ms",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Pace();

    /// <summary>Milliseconds, in the order they pass.</summary>
    private sealed record Fork(double Checkpoint, double Metrics, double Commit, double Lease, double First)
    {
        public double FromCommit => Lease + First;

        public double Whole => Checkpoint + Metrics + Commit + FromCommit;
    }
}
