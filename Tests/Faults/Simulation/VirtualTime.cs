using System.Runtime.CompilerServices;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>A rule that the cluster must keep was broken.</summary>
internal sealed class ViolationException(string message) : Exception(message);

/// <summary>The clock and the agenda of a run, in milliseconds: nothing happens in it but what was put there, one thing after another.</summary>
internal sealed class VirtualTime
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int OrderBits = 36;

    // By when it is due, and of what is due at once by when it was put there: in one number, since to compare pairs is a good part of a run.
    private readonly PriorityQueue<Action, long> _agenda = new();
    private readonly Queue<(SimulatedProcess Process, Action Action)> _now = [];
    private long _order;

    public long Now { get; private set; }

    public DateTimeOffset Clock => Beginning.AddMilliseconds(Now);

    public long Events { get; private set; }

    /// <summary>What went wrong first.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Hears what happens; null unless somebody wants to know.</summary>
    public Action<string>? Log { get; init; }

    public void After(long milliseconds, Action action) => _agenda.Enqueue(action, ((Now + Math.Max(0, milliseconds)) << OrderBits) | _order++);

    public void Soon(SimulatedProcess process, Action action) => _now.Enqueue((process, action));

    public void Tell([InterpolatedStringHandlerArgument("")] ref TraceText text)
    {
        if (Log is not null)
            Log(FormattableString.Invariant($"{Now / 1000.0,10:F3}  {text.ToString()}"));
    }

    /// <summary>Runs until a goal is reached or a rule is broken.</summary>
    public void Run(Func<bool> reached, long limit)
    {
        // Continuations must run here and now, and not where some test runner would like them.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (Fault is null && !reached())
                Advance(limit);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        if (Fault is not null)
            throw Fault as ViolationException ?? new ViolationException($"The simulation itself threw: {Fault}");
    }

    private void Advance(long limit)
    {
        Events++;
        if (_now.TryDequeue(out var next))
        {
            next.Process.Go(next.Action);
            return;
        }

        if (!_agenda.TryDequeue(out var action, out var when) || when >> OrderBits > limit)
            throw new ViolationException(FormattableString.Invariant($"The studies have not ended after {limit / 1000} s, though nothing has gone wrong for long."));
        Now = when >> OrderBits;
        action();
    }
}

/// <summary>Formats only when somebody listens.</summary>
[InterpolatedStringHandler]
internal ref struct TraceText
{
    private DefaultInterpolatedStringHandler _inner;
    private readonly bool _on;

    public TraceText(int literalLength, int formattedCount, VirtualTime time, out bool listens)
    {
        listens = _on = time.Log is not null;
        _inner = listens ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _inner.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);

    public override string ToString() => _on ? _inner.ToStringAndClear() : "";
}
