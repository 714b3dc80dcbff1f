using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Layers;

namespace JointQP.Client.Reports;

/// <summary>Asks a cluster for what a report is made of: a bounded number of calls, however large the study.</summary>
internal static class ReportReader
{
    /// <summary>Curves are read bit by bit after the cluster was started; a report waits for so many looks at most.</summary>
    internal const int MostLooks = 40;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(600);

    /// <summary>Reads it.</summary>
    /// <param name="source">Who is asked.</param>
    /// <param name="request">How sure the verdict must be.</param>
    /// <param name="time">What is waited by between two looks.</param>
    /// <param name="tell">Told when curves are missing.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<ReportData> Read(ReportSource source, VerdictRequest request, TimeProvider time, Action<string> tell, CancellationToken cancellationToken)
    {
        var results = await source.Results(ReportLimits.Experiments);
        var verdict = await source.Verdict(request);
        var standing = await source.Standing();
        var pulse = await source.Pulse();
        for (var look = 1; !IsEnough(pulse, results) && look < MostLooks; look++)
        {
            await Task.Delay(BetweenLooks, time, cancellationToken);
            pulse = await source.Pulse();
        }

        if (!IsEnough(pulse, results))
            tell($"learning curves are without {Format.Count(pulse.Unread)} stages that are still to be read; write the report again in a while for all of them");
        List<ExperimentLayers> layers = [];
        foreach (var experiment in verdict.Experiments.Where(experiment => !experiment.Operators.IsEmpty).Take(ReportLimits.Figures))
            layers.Add(await source.Layers(experiment.Name));
        return new ReportData
        {
            Results = results,
            Verdict = verdict,
            Request = request,
            Sources = standing.Sources ?? [],
            Fingerprints = standing.Fingerprints,
            Curves = pulse.Experiments,
            Layers = [.. layers],
            Version = ProductVersion.Text,
            MadeAt = time.GetUtcNow(),
        };
    }

    /// <summary>
    /// Whether the curves that the page draws are whole: of a large study they are long before all stages are read, and a cluster keeps no more curves.
    /// </summary>
    private static bool IsEnough(StudyPulse pulse, StudyResults results)
    {
        if (pulse.Unread == 0)
            return true;
        if (pulse.Experiments.Sum(experiment => experiment.Schedules.Count(schedule => !schedule.Curve.IsEmpty)) < SchedulePulse.MostCurves)
            return false;
        var done = results.Experiments.SelectMany(experiment => experiment.Trials.Where(trial => !trial.Final.IsEmpty).Select(trial => (experiment.Experiment, trial.Schedule))).CountBy(key => key).ToDictionary();
        return CurveFigure.Drawn(pulse.Experiments).Take(ReportLimits.Figures)
            .All(drawn => drawn.Schedules.All(schedule => schedule.Curve[^1].Trials >= done.GetValueOrDefault((drawn.Experiment, schedule.Schedule))));
    }
}
