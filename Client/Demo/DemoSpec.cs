using System.Globalization;
using System.Text.RegularExpressions;
using JointQP.Client.Hosting;
using JointQP.Studies.Spec;

namespace JointQP.Client.Demo;

/// <summary>The study that the demo launches: examples/demo.yaml, whole or smaller.</summary>
/// <param name="Text">The spec as YAML.</param>
/// <param name="Spec">What it says.</param>
/// <param name="Options">What to add to <c>jointqp demo</c> to mean this one.</param>
internal sealed partial record DemoSpec(string Text, StudySpec Spec, string Options)
{
    /// <summary>Trials in all.</summary>
    public int Trials => Spec.Seeds.Length * Spec.Experiments.Sum(e => e.Schedules.Length);

    /// <summary>Samples that all trials train on together, counted each time they are seen.</summary>
    public long SamplesSeen => Spec.Seeds.Sum(seed => Spec.Experiments.Sum(e => e.Schedules.Sum(s => e.TrialOf(s, seed).TotalSteps * e.Training.Batch)));

    /// <summary>The demo with so many seeds and training samples; null leaves what the file says.</summary>
    /// <exception cref="ConsoleException">They make no valid study.</exception>
    public static DemoSpec Of(int? seeds, int? samples)
    {
        var text = Embedded();
        var options = string.Create(CultureInfo.InvariantCulture, $"{(seeds is null ? "" : $" --seeds {seeds}")}{(samples is null ? "" : $" --samples {samples}")}");
        if (seeds is { } count)
            text = Seeds().Replace(text, "${key}" + count.ToString(CultureInfo.InvariantCulture));
        if (samples is { } train)
            text = TrainSamples().Replace(text, "${key}" + train.ToString(CultureInfo.InvariantCulture));
        var (spec, problems) = StudySpecParser.Parse(text);
        return spec is null
            ? throw new ConsoleException(ExitCode.BadInput, $"no demo can be made with{options}: {problems[0].Message}; leave the options out or give other numbers")
            : new DemoSpec(text, spec, options);
    }

    private static string Embedded()
    {
        using var stream = typeof(DemoSpec).Assembly.GetManifestResourceStream("demo.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(?<key>^seeds: *)\d+", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Seeds();

    [GeneratedRegex(@"(?<key>\btrain: *)\d+", RegexOptions.ExplicitCapture)]
    private static partial Regex TrainSamples();
}
