namespace JointQP.Tests.Faults.Simulation;

/// <summary>What may go wrong in a run. Probabilities are of one message or one write; means are seconds between two faults, 0 for never.</summary>
internal sealed record Weather
{
    public static Weather Calm { get; } = new();

    /// <summary>How long faults go on; afterwards all is well, so that every study comes to its end. Milliseconds.</summary>
    public long Until { get; init; }

    public double MessageLost { get; init; }

    public double MessageTwice { get; init; }

    public double MessageLate { get; init; }

    /// <summary>How late such a message is at most. Milliseconds.</summary>
    public long Latest { get; init; } = 20_000;

    public double StoreRefuses { get; init; }

    /// <summary>The write takes effect, and its caller gets an error.</summary>
    public double StoreForgetsToAnswer { get; init; }

    public double DiskFull { get; init; }

    /// <summary>A checkpoint is damaged or deleted right after it was written.</summary>
    public double FileDamaged { get; init; }

    /// <summary>An attempt throws somewhere.</summary>
    public double TrainingThrows { get; init; }

    public double WorkerKill { get; init; }

    /// <summary>When one worker's machine is gone for good. Milliseconds; 0 for never.</summary>
    public long WorkerGone { get; init; }

    public double WorkerFreeze { get; init; }

    public double WorkerIsolated { get; init; }

    public double WorkerStopped { get; init; }

    public double SiloKill { get; init; }

    public double SiloFreeze { get; init; }

    /// <summary>A second activation of a study while the first still answers.</summary>
    public double Split { get; init; }

    public double Pause { get; init; }

    /// <summary>How much the clocks of workers may go wrong, such as 0.02.</summary>
    public double Drift { get; init; }

    /// <summary>How many times slower than the fastest a worker may be.</summary>
    public double Slowest { get; init; } = 1;

    /// <summary>Any mixture: each kind of fault is there in about half of all runs, so that rare combinations come up.</summary>
    public static Weather Of(Dice dice)
    {
        return new()
        {
            Until = dice.Between(40, 300) * 1000,
            MessageLost = Often(0.05),
            MessageTwice = Often(0.1),
            MessageLate = Often(0.05),
            Latest = dice.Between(1, 60) * 1000,
            StoreRefuses = Often(0.05),
            StoreForgetsToAnswer = Often(0.05),
            DiskFull = Often(0.02),
            FileDamaged = Often(0.2),
            TrainingThrows = Often(0.1),
            WorkerKill = Every(20, 200),
            WorkerGone = dice.Roll(0.3) ? dice.Between(5, 100) * 1000 : 0,
            WorkerFreeze = Every(20, 200),
            WorkerIsolated = Every(40, 200),
            WorkerStopped = Every(40, 200),
            SiloKill = Every(30, 200),
            SiloFreeze = Every(40, 200),
            Split = Every(20, 200),
            Pause = Every(60, 300),
            Drift = Often(0.02),
            Slowest = 1 + Often(3),
        };

        double Often(double most) => dice.Roll(0.5) ? dice.Fraction() * most : 0;
        double Every(long least, long most) => dice.Roll(0.5) ? dice.Between(least, most) : 0;
    }
}
