namespace JointQP.Client.Hosting;

/// <summary>Holds lines back until it is known whether they are worth showing, then passes them on as they come.</summary>
internal sealed class HeldLines(Action<string> print)
{
    private readonly Lock _lock = new();
    private readonly List<string> _held = [];
    private bool _released;

    /// <summary>A line more; from any thread.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            if (_released)
                print(line);
            else
                _held.Add(line);
        }
    }

    /// <summary>Passes on what was held, and all that comes.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _held.ForEach(print);
            _held.Clear();
            _released = true;
        }
    }
}
