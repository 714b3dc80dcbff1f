using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults.Silos;

/// <summary>What may go wrong in a run. Probabilities are of one message or one write; means are seconds of the fast clock between two faults, 0 for never.</summary>
internal sealed record SiloWeather
{
    /// <summary>How long faults go on, in seconds; afterwards all is well, so that every study comes to its end.</summary>
    public long Until { get; init; }

    public double RequestLost { get; init; }

    public double AnswerLost { get; init; }

    public double CallTwice { get; init; }

    /// <summary>The request arrives when its sender has given up waiting.</summary>
    public double CallLate { get; init; }

    public double CallSlow { get; init; }

    public double StoreRefuses { get; init; }

    /// <summary>The write takes effect, and its caller gets an error.</summary>
    public double StoreForgetsToAnswer { get; init; }

    public double StoreSlow { get; init; }

    /// <summary>A reading is answered only when its caller, or the runtime that activates a grain, may have given it up.</summary>
    public double StoreHangs { get; init; }

    public double DiskFull { get; init; }

    public double FileDamaged { get; init; }

    public double WorkerKill { get; init; }

    public double WorkerFreeze { get; init; }

    public double WorkerStopped { get; init; }

    public double WorkerReplaced { get; init; }

    public double WorkerCutOff { get; init; }

    public double Pause { get; init; }

    public double SiloKill { get; init; }

    public double SiloStopped { get; init; }

    /// <summary>The others take a silo for dead that goes on for a while, with its activations.</summary>
    public double SiloGivenUp { get; init; }

    /// <summary>How many times slower than the fastest a worker may be.</summary>
    public double Slowest { get; init; } = 1;

    /// <summary>Any mixture: each kind of fault is there in about half of all runs, those that cost seconds in fewer.</summary>
    public static SiloWeather Of(Dice dice)
    {
        return new()
        {
            Until = dice.Between(30, 90),
            RequestLost = Often(0.12),
            AnswerLost = Often(0.12),
            CallTwice = Often(0.3),
            CallLate = Often(0.1),
            CallSlow = Often(0.2),
            StoreRefuses = Often(0.1),
            StoreForgetsToAnswer = Often(0.1),
            StoreSlow = Often(0.15),
            DiskFull = Often(0.2),
            FileDamaged = Often(0.6),
            WorkerKill = Every(8, 40),
            WorkerFreeze = Every(8, 40),
            WorkerStopped = Every(15, 60),
            WorkerReplaced = Every(15, 60),
            WorkerCutOff = Every(12, 60),
            Pause = Every(15, 60),
            SiloKill = Every(15, 60),
            SiloStopped = dice.Roll(0.4) ? Every(20, 60) : 0,
            SiloGivenUp = Every(15, 60),
            Slowest = 1 + Often(3),
            StoreHangs = Often(0.1),
        };

        double Often(double most) => dice.Roll(0.5) ? (0.2 + (0.8 * dice.Fraction())) * most : 0;
        double Every(long least, long most) => dice.Roll(0.5) ? dice.Between(least, most) : 0;
    }
}
