using System.Globalization;

namespace JointQP.Tests.Unit.Studies.Analysis.Verdicts;

/// <summary>How often each test cried wolf in simulated studies.</summary>
internal sealed class FalseAlarms
{
    private readonly SortedDictionary<string, (int Alarms, int Tests)> _counts = new(StringComparer.Ordinal);

    /// <summary>Simulated studies: 500, or as many as <c>JOINTQP_STATISTICS_RUNS</c> says.</summary>
    public static int Runs =>
        Environment.GetEnvironmentVariable("JOINTQP_STATISTICS_RUNS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 500;

    /// <summary>Counts a test that was made; null is none.</summary>
    public void Count(string test, double? p, double level) => Count(test, p is null ? null : p <= level);

    public void Count(string test, bool? alarm)
    {
        if (alarm is not { } cried)
            return;
        var (alarms, tests) = _counts.GetValueOrDefault(test);
        _counts[test] = (alarms + (cried ? 1 : 0), tests + 1);
    }

    /// <summary>
    /// That each test's rate is at its level at most. A test at its level comes out more than 3.7 standard errors of the binomial distribution above it
    /// once in 10,000 times.
    /// </summary>
    public void AreAtMost(double level, ITestOutputHelper output, params string[] expected)
    {
        foreach (var (test, (alarms, tests)) in _counts)
            output.WriteLine(FormattableString.Invariant($"{test}: {alarms} of {tests}, {100.0 * alarms / tests:F2} %"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), _counts.Keys);
        Assert.All(_counts, one => Assert.InRange(one.Value.Alarms / (double)one.Value.Tests, 0, level + (3.7 * Math.Sqrt(level * (1 - level) / one.Value.Tests))));
    }
}
