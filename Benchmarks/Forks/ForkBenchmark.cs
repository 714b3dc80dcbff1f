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
    /// <summary>Prints medians and quartiles in milliseconds; 0 when the median of the whole is under 100 ms.</summary>
    public static int Run(ForkOptions options)
    {
        using (var engine = new EngineForks())
            engine.Measure(options.Rounds);
        var forks = Train(options);
        Measurements.Report("whole: to commit, ms", forks.Select(fork => fork.ToCommit));
        Measurements.Report("whole: commit to step, ms", forks.Select(fork => fork.ToStep));
        Measurements.Report("whole: step to step, ms", forks.Select(fork => fork.ToCommit + fork.ToStep));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"of {forks.Count} forks {forks.Count(fork => fork.ToCommit + fork.ToStep < 100)} took less than 100 ms from step to step, the longest {forks.Max(fork => fork.ToCommit + fork.ToStep):F1} ms"));
        return Measurements.Median(forks.Select(fork => fork.ToCommit + fork.ToStep)) < 100 ? 0 : 1;
    }

    private static List<(double ToCommit, double ToStep)> Train(ForkOptions options)
    {
        using var jointqp = LocalJointQP.Up(workers: 1);
        var file = Path.Combine(jointqp.Data, "forks.yaml");
        File.WriteAllText(file, new SharingOptions(options.Orders, Grid: 0, Seeds: 1, options.Steps, Workers: 1, Rounds: 1).Yaml("forks", "study", 1));
        jointqp.Ask("study", "launch", file);
        jointqp.Ask("study", "wait", "forks");
        // One line a stage, in the order they were trained: what came before a stage ends in the line before.
        var paces = Pace().Matches(File.ReadAllText(Path.Combine(jointqp.Data, "logs", "worker-0.log")));
        return [.. paces.Zip(paces.Skip(1), (before, after) => (Number(before, "commit"), Number(after, "first")))];
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@": (?<first>[\d.]+) ms from the commit before to its first step done, (?<commit>[\d.]+) ms from", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pace();
}
