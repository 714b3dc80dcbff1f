namespace JointQP.Tests.Faults.Simulation;

/// <summary>Carries calls to grains: loses, delays, doubles and reorders requests and answers.</summary>
internal sealed class Network(VirtualTime time, Dice dice, Tally tally)
{
    public Weather Weather { get; set; } = Weather.Calm;

    /// <summary>
    /// Whether a request that nobody waits for any more is dropped where it waits for its turn, as Orleans does. Without it late requests do what they ask
    /// for, which is harder on the rules.
    /// </summary>
    public bool DropsExpired { get; set; }

    /// <summary>Calls once, and waits for an answer.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="isCut">Whether nothing reaches the caller, or gets out of it.</param>
    /// <param name="to">The activation that a request finds when it arrives, or null.</param>
    /// <param name="call">What it is asked.</param>
    /// <param name="timeout">How long to wait, by the caller's clock.</param>
    /// <param name="until">When nobody waits any more.</param>
    public async Task<Reply<T>> Call<TGrain, T>(
        SimulatedProcess caller, Func<bool>? isCut, Func<TGrain?> to, Func<TGrain, Task<T>> call, long timeout, Signal? until = null)
        where TGrain : Activation
    {
        var sentAt = time.Now;
        Pending<Reply<T>> answer = new(caller, new(CallOutcome.GivenUp, default, sentAt));
        var copies = dice.Roll(Weather.MessageLost) ? 0 : dice.Roll(Weather.MessageTwice) ? 2 : 1;
        if (copies != 1)
            tally.Count(copies == 0 ? "requests lost" : "requests doubled");
        for (var copy = 0; copy < copies; copy++)
            time.After(Latency(), Arrive);
        time.After((long)(timeout / caller.Pace), () => answer.TryComplete(new(CallOutcome.Failed, default, sentAt)));
        until?.Then(answer);
        return await answer;

        void Arrive()
        {
            if (isCut?.Invoke() == true)
                return;
            if (to() is not { } grain)
                Return(new(CallOutcome.Failed, default, sentAt));
            else
                grain.Enqueue(() => DropsExpired && answer.IsCompleted ? Task.CompletedTask : Turn(grain), () => Return(new(CallOutcome.Failed, default, sentAt)));
        }

        async Task Turn(TGrain grain) => Return(new(CallOutcome.Answered, await call(grain), sentAt));

        void Return(Reply<T> reply)
        {
            if (dice.Roll(Weather.MessageLost))
                tally.Count("answers lost");
            else
                time.After(Latency(), () =>
                {
                    if (isCut?.Invoke() != true)
                        answer.TryComplete(reply);
                });
        }
    }

    private long Latency()
    {
        if (!dice.Roll(Weather.MessageLate))
            return dice.Between(1, 10);
        tally.Count("messages late");
        return dice.Between(10, Weather.Latest);
    }
}
