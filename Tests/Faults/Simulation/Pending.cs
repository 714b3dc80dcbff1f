using System.Runtime.CompilerServices;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>Something that is waited for, and that a <see cref="Signal"/> may end.</summary>
internal abstract class Pending
{
    public bool IsCompleted { get; protected set; }

    public abstract void GiveUp();
}

/// <summary>Something that a process awaits.</summary>
/// <param name="process">Who waits; it goes on only while it lives.</param>
/// <param name="givenUp">What it comes to when a signal ends it.</param>
internal sealed class Pending<T>(SimulatedProcess process, T? givenUp = default) : Pending, ICriticalNotifyCompletion
{
    private Action? _continuation;
    private T? _value;

    public bool TryComplete(T? value)
    {
        if (IsCompleted)
            return false;
        (IsCompleted, _value) = (true, value);
        if (_continuation is { } continuation)
            process.Time.Soon(process, continuation);
        return true;
    }

    public override void GiveUp() => TryComplete(givenUp);

    public Pending<T> GetAwaiter() => this;

    public T GetResult() => _value!;

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        if (IsCompleted)
            process.Time.Soon(process, continuation);
        else
            _continuation = continuation;
    }
}
