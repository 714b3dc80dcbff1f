using System.Collections.Concurrent;
using System.Globalization;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults.Silos;

/// <summary>
/// The faults of one run. What happens to the n-th message of a worker, or to the n-th write of a store, is decided by the seed; which message that
/// is depends on how the threads came to run.
/// </summary>
internal sealed class Turmoil(ulong seed, SiloWeather weather, FastTime time, Action<string>? log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dice> _dice = new(StringComparer.Ordinal);
    private readonly Tally _tally = new();
    private readonly ConcurrentQueue<string> _happened = [];
    private TimeSpan _began = time.Elapsed;

    public FastTime Time => time;

    /// <summary>What the workers do.</summary>
    public Attempts Attempts { get; } = new(time);

    /// <summary>Seconds of the fast clock since the run began.</summary>
    public double Now => (time.Elapsed - _began).TotalSeconds;

    /// <summary>What is there now: nothing once the weather is over.</summary>
    public SiloWeather Weather => Now < weather.Until ? weather : Calm;

    /// <summary>When users were told that a study is paused, until they asked for it to go on.</summary>
    public ConcurrentQueue<(string Study, DateTimeOffset From, DateTimeOffset To)> Pauses { get; } = [];

    /// <summary>What happened, in order.</summary>
    public IEnumerable<string> Happened => _happened;

    private static SiloWeather Calm { get; } = new();

    public Tally Tally
    {
        get
        {
            lock (_gate)
            {
                Tally copy = new();
                copy.Add(_tally);
                return copy;
            }
        }
    }

    /// <summary>The workers begin: what was before, which may have taken long on a slow machine, is not of the weather's time.</summary>
    public void Begin() => _began = time.Elapsed;

    public bool Roll(string source, double probability)
    {
        if (probability <= 0)
            return false;
        lock (_gate)
            return DiceOf(source).Roll(probability);
    }

    public TimeSpan Span(string source, double least, double most)
    {
        lock (_gate)
            return TimeSpan.FromSeconds(least + (DiceOf(source).Fraction() * (most - least)));
    }

    public void Count(string what, string? about = null, long times = 1)
    {
        lock (_gate)
            _tally.Count(what, times);
        Note(about is null ? what : $"{what}: {about}");
    }

    /// <summary>For who plays the run again.</summary>
    public void Note(string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{Now,7:F2} {what}");
        _happened.Enqueue(line);
        log?.Invoke(line);
    }

    /// <summary>A write, or what befalls it.</summary>
    public async Task<T> Write<T>(string what, Func<Task<T>> write, Action? forget = null)
    {
        var now = Weather;
        if (Roll("store", now.StoreRefuses))
        {
            Count("store errors before the effect", what);
            throw await Error();
        }

        if (Roll("store", now.StoreSlow))
        {
            Count("store late", what);
            await Task.Delay(Span("store", 0.1, 3), time);
        }

        var forgets = Roll("store", now.StoreForgetsToAnswer);
        var written = await write();
        if (!forgets)
            return written;
        Count("store errors after the effect", what);
        forget?.Invoke();
        throw await Error();
    }

    /// <summary>A reading, or what befalls it.</summary>
    public async Task<T> Read<T>(string what, Func<Task<T>> read)
    {
        if (Roll("reads", Weather.StoreRefuses))
        {
            Count("reads refused", what);
            throw await Error();
        }

        if (Roll("hangs", Weather.StoreHangs))
        {
            Count("reads that hang", what);
            await Task.Delay(Span("hangs", 10, 90), time);
        }

        return await read();
    }

    private async Task<Exception> Error()
    {
        // At once, or after a wait that its caller does not know the end of.
        if (Roll("store", 0.5))
            return new StorageException("This store fails now and then.");
        await Task.Delay(Span("store", 0.1, 2), time);
        return new TimeoutException("This store did not answer in time.");
    }

    private Dice DiceOf(string source)
    {
        if (!_dice.TryGetValue(source, out var dice))
            _dice.Add(source, dice = new Dice(Dice.Mix(seed ^ Hash(source))));
        return dice;
    }

    private static ulong Hash(string text) => text.Aggregate(0xCBF29CE484222325UL, (hash, letter) => Dice.Mix(hash ^ letter));
}
