using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Demo;

/// <summary>What the demo says before and after.</summary>
internal static class DemoText
{
    /// <summary>Training samples a second of one worker on a core of its own, evaluations included: only for telling beforehand about how long it takes.</summary>
    private const double SamplesPerSecond = 2600;

    /// <summary>What is going to happen, and about how long it takes.</summary>
    /// <param name="cores">Processor cores here: more workers than cores are no faster.</param>
    public static IEnumerable<string> Before(DemoSpec demo, int workers, int cores, string dataDirectory)
    {
        var experiment = demo.Spec.Experiments[0];
        var minutes = Math.Max(1, Math.Round(demo.SamplesSeen / SamplesPerSecond / Math.Min(workers, cores) / 60));
        yield return "The demo asks: does it matter whether a small network is pruned or quantized first?";
        yield return $"It trains {experiment.Network} on {Format.Count(experiment.Samples.Train)} images of {experiment.Dataset}: "
            + $"{Many(experiment.Schedules.Length, "schedule")}, {Many(demo.Spec.Seeds.Length, "seed")} each, {Many(demo.Trials, "trial")}, {Many(workers, "worker")}.";
        yield return $"That takes about {Many((long)minutes, "minute")}, and the first time a download of the images before. Everything is kept in {dataDirectory}.";
        yield return "Ctrl-C stops it; run it again and it goes on where it was.";
    }

    /// <summary>The answer to the question that the demo began with.</summary>
    public static IEnumerable<string> Verdict(StudyVerdict verdict) =>
        [$"The verdict: {verdict.Sentence}", .. verdict.Experiments.Select(experiment => experiment.Sentence)];

    /// <summary>Where the results lie and what to try next.</summary>
    /// <param name="dataArgument">What to add to a command line to mean this data directory.</param>
    /// <param name="demoArgument">The same for <c>jointqp demo</c>.</param>
    /// <param name="alias">The command that makes <c>jointqp</c> known to the shell; null when it is known.</param>
    /// <param name="report">Where the study's page lies; null when there is none.</param>
    public static IEnumerable<string> After(StudyStatus status, string dataDirectory, string dataArgument, string demoArgument, string? alias, string? report)
    {
        var took = status.EndedAt is { } ended ? $" after {Format.Duration(ended - status.LaunchedAt)}" : "";
        yield return $"study {status.Name} {StudyText.Phase(status.Phase)}{took}; its data, checkpoints and metrics are in {dataDirectory}";
        yield return "What to try next:";
        if (report is not null)
        {
            yield return $"  {report}";
            yield return "      is this study as a page with figures: open it in a browser";
        }

        if (alias is not null)
        {
            yield return $"  {alias}";
            yield return "      gives the console its name in this shell, for the lines below";
        }

        yield return $"  jointqp demo{demoArgument}";
        yield return status.TrialsFailed > 0
            ? "      tries again in a new study, once what is wrong above is mended"
            : "      trains the same again in a new study, with the same result hash";
        yield return $"  jointqp up{dataArgument}";
        yield return "      starts the cluster on this data again; then in another terminal:";
        yield return $"  jointqp study analyze {status.Name}{dataArgument}";
        if (report is null)
            yield return $"  jointqp study report {status.Name}{dataArgument}";
        yield return $"  jointqp study launch FILE{dataArgument}";
        yield return "      a study of your own: copy examples/demo.yaml and change it";
    }

    private static string Many(long number, string word) => $"{Format.Count(number)} {word}{(number == 1 ? "" : "s")}";
}
