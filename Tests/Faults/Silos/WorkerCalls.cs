using JointQP.Grains.Interfaces.Scheduling;

namespace JointQP.Tests.Faults.Silos;

/// <summary>What carries the calls of workers: it loses, doubles and delays them. Calls of others pass.</summary>
internal sealed class WorkerCalls : IOutgoingGrainCallFilter
{
    /// <summary>How long a worker waits for an answer, as <c>ClusterClient</c> sets it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The worker in whose flow this is; null in that of a test.</summary>
    public static AsyncLocal<TestWorker?> Caller { get; } = new();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Caller.Value is not { } worker)
        {
            await context.Invoke();
            return;
        }

        var sent = worker.Process.GetUtcNow();
        await worker.Process.WhileHeld();
        try
        {
            await Send(context, worker, sent);
        }
        finally
        {
            await worker.Process.WhileHeld();
        }
    }

    private static async Task Send(IOutgoingGrainCallContext context, TestWorker worker, DateTimeOffset sent)
    {
        var (turmoil, weather, source) = (worker.Turmoil, worker.Turmoil.Weather, worker.Slot);
        var what = $"{context.MethodName} of {worker.Slot}";
        if (worker.IsCutOff)
        {
            await Unanswered(worker);
        }
        else if (turmoil.Roll(source, weather.RequestLost))
        {
            turmoil.Count("requests lost", what);
            await Unanswered(worker);
        }
        else if (turmoil.Roll(source, weather.CallLate))
        {
            turmoil.Count("requests late", what);
            Copy(context, worker, turmoil.Span(source, 2, 20));
            await Unanswered(worker);
        }

        if (turmoil.Roll(source, weather.CallTwice))
        {
            turmoil.Count("requests doubled", what);
            Copy(context, worker, turmoil.Span(source, 0, turmoil.Roll(source, 0.3) ? 20 : 0.5));
        }

        if (turmoil.Roll(source, weather.CallSlow))
        {
            turmoil.Count("requests slow", what);
            await Task.Delay(turmoil.Span(source, 0.1, 4), worker.Process);
        }

        var answerLost = turmoil.Roll(source, weather.AnswerLost);
        // Before it is sent: an answered request gives its arguments back.
        var about = context.Request.GetArgumentCount() > 0 ? context.Request.GetArgument(0) as LeaseToken : null;
        await context.Invoke().WaitAsync(Patience, worker.Process);
        if (answerLost || worker.IsCutOff)
        {
            turmoil.Count("answers lost", what);
            await Unanswered(worker);
        }

        worker.Hear(context.MethodName, sent, context.Result, about);
    }

    private static async Task Unanswered(TestWorker worker)
    {
        await Task.Delay(Patience, worker.Process);
        throw new TimeoutException("There was no answer.");
    }

    /// <summary>Sends the same once more, a little later; nobody hears the answer.</summary>
    private static void Copy(IOutgoingGrainCallContext context, TestWorker worker, TimeSpan after)
    {
        var (grain, method) = (context.Grain, context.InterfaceMethod);
        var arguments = Enumerable.Range(0, context.Request.GetArgumentCount()).Select(context.Request.GetArgument).ToArray();
        _ = Task.Run(async () =>
        {
            Caller.Value = null;
            await Task.Delay(after, worker.Turmoil.Time);
            try
            {
                await (Task)method.Invoke(grain, arguments)!;
            }
            catch (Exception)
            {
                // As if it had been lost.
            }
        });
    }
}
