using System.Globalization;
using JointQP.Studies.Planning;
using JointQP.Studies.Rates;
using JointQP.Studies.Spec;

namespace JointQP.Benchmarks.Sharing;

/// <summary>
/// One study trained with sharing and without, by a real silo and real workers: the same result, the steps that the plan says, and the device
/// time that the rates of the unshared run foretell.
/// </summary>
internal static class SharingBenchmark
{
    /// <summary>Prints the figures; 0 when the results are the same and the steps are the plan's.</summary>
    public static int Run(SharingOptions options)
    {
        Console.WriteLine(options);
        using var jointqp = LocalJointQP.Up(options.Workers);
        Study unshared = new("unshared", options.Yaml("unshared", "none"));
        Study shared = new("shared", options.Yaml("shared", "study"));
        unshared.Launch(jointqp);
        if (options.Together)
            shared.Launch(jointqp);
        unshared.Wait(jointqp);
        var rates = jointqp.Rates;
        if (!options.Together)
            shared.Launch(jointqp);
        shared.Wait(jointqp);
        if (options.Together)
            rates = jointqp.Rates;

        var (alone, together) = (unshared.Report(jointqp, rates), shared.Report(jointqp, rates));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"result hash        {(alone.Hash == together.Hash ? "the same" : "DIFFERENT")}: {together.Hash}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"steps              shared over unshared {(double)together.Steps / alone.Steps:0.000} by the plan"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"device time        shared over unshared {together.Seconds / alone.Seconds:0.000} as measured, {together.Foretold / alone.Foretold:0.000} by the plan's estimate"));
        return alone.Hash == together.Hash && alone.AsPlanned && together.AsPlanned ? 0 : 1;
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
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} steps   planned {planned}, trained {trained}: {(planned == trained ? "equal" : "NOT EQUAL")}; {plan.Stages.Length} stages"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} device  {Figure("seconds"):0.00} s: steps {Figure("stepSeconds"):0.00}, evaluations {Figure("evaluationSeconds"):0.00}, other {Figure("seconds") - inSteps:0.00}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10} steps x rates + evaluations {ofSteps:0.00} s, measured over it {inSteps / ofSteps:0.000}; with overhead {foretold:0.00} s, {Figure("seconds") / foretold:0.000}"));
            return new(results.GetProperty("resultHash").GetString()!, trained, planned == trained, Figure("seconds"), foretold);
        }

        private double Foretold(StudyPlan plan, RateBook rates) => PlanEstimate.Of(_spec, plan, rates, workers: 1).DeviceTime?.Likely
            ?? throw new InvalidOperationException("No rates were measured.");
    }
}
