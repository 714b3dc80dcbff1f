using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A sample of a scrape.</summary>
internal sealed record Sample(string Name, ImmutableDictionary<string, string> Labels, double Value);

/// <summary>Reads the Prometheus text format, version 0.0.4, and takes nothing that the format does not allow.</summary>
internal static partial class PrometheusText
{
    public static ImmutableArray<Sample> Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var types = new HashSet<string>(StringComparer.Ordinal);
        var samples = ImmutableArray.CreateBuilder<Sample>();
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                Assert.True(types.Add(line.Split(' ')[2]), $"A second TYPE line: {line}");
            if (!line.StartsWith('#'))
                samples.Add(Read(line));
        }

        var repeated = samples.GroupBy(sample => (sample.Name, Labels: string.Join(',', sample.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))))
            .Where(same => same.Count() > 1);
        Assert.Empty(repeated);
        return samples.ToImmutable();
    }

    private static Sample Read(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, $"No sample in the Prometheus text format: {line}");
        var labels = match.Groups["label"].Captures.Zip(match.Groups["value"].Captures)
            .ToImmutableDictionary(pair => pair.First.Value, pair => pair.Second.Value, StringComparer.Ordinal);
        var number = match.Groups["number"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal);
        return new Sample(match.Groups["name"].Value, labels, double.Parse(number, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\[\\"n])*)",?)*\})? (?<number>[+-]?Inf|NaN|[-+0-9.eE]+)( -?\d+)?$""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
