using System.CommandLine;
using JointQP.Benchmarks.Analysis;
using JointQP.Benchmarks.Cluster;
using JointQP.Benchmarks.Durability;
using JointQP.Benchmarks.Forks;
using JointQP.Benchmarks.Operators;
using JointQP.Benchmarks.Planning;
using JointQP.Benchmarks.Sharing;
using JointQP.Benchmarks.Steps;
using JointQP.Training.Networks;

namespace JointQP.Benchmarks;

/// <summary>What can be measured, and how long that takes.</summary>
internal static class BenchmarkCommand
{
    public static RootCommand Create()
    {
        RootCommand root = new(
            """
            Measurements of JointQP's engine. Each prints ratios of times from one run, taken in turn, so that whatever else the machine does falls on
            both alike; times are the processor's, of one thread. Durations are those of one core of a 2020s server.

            Examples:
              dotnet run -c Release --project Benchmarks -- operators
              dotnet run -c Release --project Benchmarks -- joint-step mnist-net --rounds 9
              dotnet run -c Release --project Benchmarks -- memory --steps 1000
              dotnet run -c Release --project Benchmarks -- plan-scale grid --most 10000
            """);
        root.Add(JointStepCommand());
        root.Add(Command("operators", "3 minutes", "Each operator's time over its bandwidth floor, and its allocations, settled and unsettled", Rounds(21), OperatorTable.Run));
        root.Add(Command("operator", "5 s", "One pruned and quantized feature map, forward and backward: fused, in plain tensor operations, and a mere copy", Rounds(20), OperatorPass.Run));
        root.Add(Command("memory", "3 minutes", "Resident memory over a training of convnet with every operator", Count("--steps", 5000, "Training steps"), Memory.Run));
        root.Add(Command("trainer-pace", "1 minute", "Images/s of convnet through the stage trainer over a bare TorchSharp loop", Rounds(40), rounds => TrainerPace.Run(rounds)));
        root.Add(SharingCommand());
        root.Add(ForkCommand());
        root.Add(PlanScaleCommand());
        root.Add(AnalysisScaleCommand());
        root.Add(MetricRateCommand());
        root.Add(StageOverheadCommand());
        root.Add(SiloDeathCommand());
        root.Add(QuietHourCommand());
        root.Add(VirtualDayCommand());
        return root;
    }

    private static Command MetricRateCommand()
    {
        var (database, workers, batch) = (Database(), Count("--workers", 4, "Workers that send at the same time"), Count("--batch", 100, "Metrics of a message"));
        var (seconds, rounds) = (Count("--seconds", 10, "How long each time"), Rounds(3));
        Command command = new("metric-rate", About("Metrics acknowledged by the second, each on disk by then, through a real silo", "1 minute")) { database, workers, batch, seconds, rounds };
        command.SetAction(result => MetricRate.Run(result.GetValue(database), result.GetValue(workers), result.GetValue(batch), result.GetValue(seconds), result.GetValue(rounds)));
        return command;
    }

    private static Command StageOverheadCommand()
    {
        var (database, stages, slots) = (Database(), Count("--stages", 1000, "Stages of a second each"), Count("--slots", 16, "Workers, which train nothing"));
        Command command = new("stage-overhead", About("The time that leasing, reporting and committing add to stages of one second, on a real silo and its storage", "1 minute; 10,000 stages 11")) { database, stages, slots };
        command.SetAction(result => StageOverhead.Run(result.GetValue(database), result.GetValue(stages), result.GetValue(slots)));
        return command;
    }

    private static Command SiloDeathCommand()
    {
        var (database, slots, rounds) = (Cluster(), Count("--slots", 8, "Workers, which train nothing"), Rounds(6));
        Command command = new("silo-death", About("How long three silos hand out no work after one of them was killed", "2 minutes")) { database, slots, rounds };
        command.SetAction(result => SiloDeath.Run(result.GetValue(database)!, result.GetValue(slots), result.GetValue(rounds)));
        return command;
    }

    private static Command QuietHourCommand()
    {
        var (database, minutes) = (Cluster(), Count("--minutes", 60, "How long"));
        Command command = new("quiet-hour", About("Whether a live silo or worker is declared dead while every core trains", "1 hour")) { database, minutes };
        command.SetAction(result => QuietHour.Run(result.GetValue(database)!, result.GetValue(minutes)));
        return command;
    }

    private static Option<string?> Cluster() => new("--database") { HelpName = "connection string", Description = "A PostgreSQL database after 'jointqp db migrate'", Required = true };

    private static Option<string?> Database() =>
        new("--database") { HelpName = "connection string", Description = "A PostgreSQL database after 'jointqp db migrate'. Default: SQLite" };

    private static Command PlanScaleCommand()
    {
        var names = ScaleShape.All.Select(shape => shape.Name).ToArray();
        Argument<string[]> shapes = new("shape")
        {
            Description = $"Default: each. {string.Join("; ", ScaleShape.All.Select(shape => $"{shape.Name} is {shape.About}"))}",
            DefaultValueFactory = _ => names,
            Arity = ArgumentArity.ZeroOrMore,
        };
        shapes.AcceptOnlyFromAmong(names);
        var (most, rounds) = (Count("--most", ScaleShape.Sizes[^1], $"Trials of the largest study, of {string.Join(", ", ScaleShape.Sizes)}"), Rounds(3));
        Command command = new("plan-scale", About("Time and memory to parse, plan and begin studies of 1,000 to 100,000 trials, and of their status", "2 minutes")) { shapes, most, rounds };
        command.SetAction(result => PlanScale.Run(
            [.. ScaleShape.All.Where(shape => result.GetValue(shapes)!.Contains(shape.Name))], Math.Max(ScaleShape.Sizes[0], result.GetValue(most)), result.GetValue(rounds)));
        return command;
    }

    private static Command AnalysisScaleCommand()
    {
        var (experiments, schedules, seeds, rounds) = (
            Count("--experiments", 1000, "Experiments"), Count("--schedules", 10, "Orders in each, of at most 24"), Count("--seeds", 10, "Seeds"), Rounds(3));
        Command command = new("analysis-scale", About("Time and memory of the verdict of a study of 100,000 trials, all pairs of orders compared", "1 minute")) { experiments, schedules, seeds, rounds };
        command.SetAction(result => AnalysisScale.Run(
            result.GetValue(experiments), Math.Clamp(result.GetValue(schedules), 2, 24), result.GetValue(seeds), result.GetValue(rounds)));
        return command;
    }

    private static Command VirtualDayCommand()
    {
        var (hours, workers) = (Count("--hours", 24, "Hours of virtual time"), Count("--workers", 1000, "Simulated workers"));
        Command command = new("virtual-day", About("A day of a cluster that loses a worker every minute, in virtual time: real planner and rules, simulated silos, store and workers", "5 minutes"))
        {
            hours, workers,
        };
        command.SetAction(result => VirtualDay.Run(result.GetValue(hours), result.GetValue(workers)));
        return command;
    }

    private static Command SharingCommand()
    {
        var orders = Count("--orders", 24, "So many of the 24 orders of P0.5(w), P0.5(f), Q8(w), Q8(f)");
        var grid = Count("--grid", 1, "In place of orders, when more than 1: so many onsets of P0.5(w) times so many of Q8(w)");
        var (seeds, steps, workers) = (Count("--seeds", 1, "Seeds"), Count("--steps", 300, "Steps of a trial"), Count("--workers", 1, "Workers of the silo"));
        var rounds = Count("--rounds", 5, "How often it is trained in each way, in turn and with other seeds");
        Command command = new("sharing", About("A study of orders with sharing and without on a real silo: result hashes, steps, device time, and what the plan foretold", "10 minutes"))
        {
            orders, grid, seeds, steps, workers, rounds,
        };
        command.SetAction(result => SharingBenchmark.Run(new SharingOptions(
            Math.Min(24, result.GetValue(orders)),
            result.GetValue(grid) is > 1 and var points ? points : 0,
            result.GetValue(seeds),
            result.GetValue(steps),
            result.GetValue(workers),
            result.GetValue(rounds))));
        return command;
    }

    private static Command ForkCommand()
    {
        var (rounds, orders, steps) = (
            Rounds(40), Count("--orders", 24, "So many of the 24 orders of P0.5(w), P0.5(f), Q8(w), Q8(f)"), Count("--steps", 200, "Steps of a trial"));
        Command command = new("fork", About("From a stage of convnet to one that goes on from it on the same worker: the engine's part, and the whole on a real silo", "2 minutes"))
        {
            rounds, orders, steps,
        };
        command.SetAction(result => ForkBenchmark.Run(new ForkOptions(result.GetValue(rounds), Math.Min(24, result.GetValue(orders)), result.GetValue(steps))));
        return command;
    }

    private static Command JointStepCommand()
    {
        var names = NetworkCatalog.Names.ToArray();
        Argument<string[]> networks = new("network") { Description = "Default: each", DefaultValueFactory = _ => names, Arity = ArgumentArity.ZeroOrMore };
        networks.AcceptOnlyFromAmong(names);
        var rounds = Rounds(21);
        Command command = new("joint-step", About("A settled joint step over a float step of a network, fused and in plain tensor operations, and the steps that settle it", "3 minutes")) { networks, rounds };
        command.SetAction(result => result.GetValue(networks)!.Max(network => JointStep.Run(network, result.GetValue(rounds))));
        return command;
    }

    private static Command Command(string name, string duration, string about, Option<int> count, Func<int, int> run)
    {
        Command command = new(name, About(about, duration)) { count };
        command.SetAction(result => run(result.GetValue(count)));
        return command;
    }

    private static string About(string what, string duration) => $"{what} (about {duration})";

    private static Option<int> Rounds(int usual) => Count("--rounds", usual, "How often each is timed");

    private static Option<int> Count(string name, int usual, string about)
    {
        Option<int> option = new(name) { Description = about, DefaultValueFactory = _ => usual, HelpName = "number" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name}: allowed is a whole number of at least 1");
        });
        return option;
    }
}
