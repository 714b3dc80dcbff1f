using System.Globalization;
using JointQP.Benchmarks.Steps;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Spec;

namespace JointQP.Benchmarks.Sharing;

/// <summary>
/// One study trained without sharing and with it, in turn for several seeds, by a real silo and real workers: the same results, the steps that the
/// plan says, and the device time that the rates of the unshared run foretell. Device time is on the clock: other load of the machine is in it.
/// </summary>
internal static class SharingBenchmark
{
    /// <summary>Prints the figures of each round and their medians; 0 when all results are the same and all steps are the plans'.</summary>
    public static int Run(SharingOptions options)
    {
        Console.WriteLine(options);
        using var jointqp = LocalJointQP.Up(options.Workers);
        List<(Outcome Unshared, Outcome Shared)> rounds = [];
        for (var round = 1; round <= options.Rounds; round++)
        {
            var alone = Train(jointqp, options, $"unshared{round}", "none", round, null);
            rounds.Add((alone, Train(jointqp, options, $"shared{round}", "study", round, jointqp.Rates)));
        }

        var plan = (double)rounds[0].Shared.Steps / rounds[0].Unshared.Steps;
        var right = rounds.TrueForAll(round => round.Unshared.Hash == round.Shared.Hash && round.Unshared.AsPlanned && round.Shared.AsPlanned);
        Console.WriteLine($"result hashes and steps: {(right ? "the same, and as planned" : "DIFFERENT")}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"steps, shared over unshared, by the plan {plan:F3}"));
        Measurements.Report("device, shared/unshared", rounds.Select(round => round.Shared.Seconds / round.Unshared.Seconds));
        Measurements.Report("foretold of it", rounds.Select(round => round.Shared.Foretold / round.Unshared.Foretold));
        Measurements.Report("measured/foretold", rounds.Select(round => round.Shared.Seconds / round.Shared.Foretold));
        return right ? 0 : 1;
    }

    private static Outcome Train(LocalJointQP jointqp, SharingOptions options, string name, string sharing, int round, RateBook? before)
    {
        Study study = new(name, options.Yaml(name, sharing, round));
        study.Launch(jointqp);
        study.Wait(jointqp);
        // The shared one is held against the rates that the unshared one left: foretold before it ran.
        return study.Report(jointqp, before ?? jointqp.Rates);
    }

    private sealed record Outcome(string Hash, long Steps, bool AsPlanned, double Seconds, double Foretold);

    private sealed class Study(string name, string yaml)
    {
        private readonly StudySpec _spec = StudySpecParser.Parse(yaml).Spec
            ?? throw new InvalidOperationException($"The study is wrong: {string.Join("; ", StudySpecParser.Parse(yaml).Problems)}");

        public void Launch(LocalJointQP jointqp)
        {
            var file = Path.Combine(jointqp.Data, name + ".yaml");
            File.WriteAllText(file, yaml);
            jointqp.Ask("study", "launch", file);
        }

        public void Wait(LocalJointQP jointqp) => jointqp.Ask("study", "wait", name);

        /// <summary>Prints what it took, beside what was foretold.</summary>
        public Outcome Report(LocalJointQP jointqp, RateBook rates)
        {
            var results = jointqp.Ask("study", "results", name);
            var work = results.GetProperty("status").GetProperty("work");
            double Figure(string of) => work.GetProperty(of).GetDouble();
            var plan = StudyPlanner.Plan(_spec);
            var (planned, trained) = (plan.Stages.Sum(stage => stage.To - stage.From), work.GetProperty("steps").GetInt64());
            var inSteps = Figure("stepSeconds") + Figure("evaluationSeconds");
            var foretold = Foretold(plan, rates);
            // The same without what a stage takes besides.
            var ofSteps = Foretold(plan, rates with { Networks = [.. rates.Networks.Select(network => network with { Overheads = [] })] });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-11} steps   planned {planned}, trained {trained}: {(planned == trained ? "equal" : "NOT EQUAL")}; {plan.Stages.Length} stages"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-11} device  {Figure("seconds"):0.00} s: steps {Figure("stepSeconds"):0.00}, evaluations {Figure("evaluationSeconds"):0.00}, other {Figure("seconds") - inSteps:0.00}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-11} steps x rates + evaluations {ofSteps:0.00} s, measured over it {inSteps / ofSteps:0.000}; with overhead {foretold:0.00} s, {Figure("seconds") / foretold:0.000}"));
            return new(results.GetProperty("resultHash").GetString()!, trained, planned == trained, Figure("seconds"), foretold);
        }

        private double Foretold(StudyPlan plan, RateBook rates) => PlanEstimate.Of(_spec, plan, rates, workers: 1).DeviceTime?.Likely
            ?? throw new InvalidOperationException("No rates were measured.");
    }
}
