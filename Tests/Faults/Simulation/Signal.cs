namespace JointQP.Tests.Faults.Simulation;

/// <summary>Something that happens once, such as the loss of a lease.</summary>
internal sealed class Signal
{
    private List<Action>? _then;
    private List<Pending>? _pending;
    private int _many = 32;

    public bool IsSet { get; private set; }

    public static Signal Either(Signal one, Signal other)
    {
        Signal either = new();
        one.Then(either.Set);
        other.Then(either.Set);
        return either;
    }

    public void Set()
    {
        if (IsSet)
            return;
        IsSet = true;
        var (then, pending) = (_then, _pending);
        (_then, _pending) = (null, null);
        then?.ForEach(action => action());
        pending?.ForEach(waiting => waiting.GiveUp());
    }

    public void Then(Action action)
    {
        if (IsSet)
            action();
        else
            (_then ??= []).Add(action);
    }

    public void Then(Pending waiting)
    {
        if (IsSet)
        {
            waiting.GiveUp();
            return;
        }

        (_pending ??= []).Add(waiting);
        if (_pending.Count < _many)
            return;
        // A signal may live long, and what waited for it may be over long since.
        _pending.RemoveAll(one => one.IsCompleted);
        _many = Math.Max(32, 2 * _pending.Count);
    }

    public void Forget(Action action) => _then?.Remove(action);
}
