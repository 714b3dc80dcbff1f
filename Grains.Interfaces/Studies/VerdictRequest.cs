using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Grains.Interfaces.Studies;

/// <summary>How sure a verdict must be.</summary>
/// <param name="Level">The level of each family of tests, in (0, 1).</param>
/// <param name="Margin">Differences smaller than it are of no account, in the metric's unit; null for what the spec of each experiment says.</param>
[GenerateSerializer, Immutable, Alias("JointQP.VerdictRequest")]
public sealed record VerdictRequest([property: Id(0)] double Level = 0.05, [property: Id(1)] double? Margin = null)
{
    private AnalysisSettings Settings => new() { Alpha = Level };

    /// <summary>Judges an experiment so.</summary>
    public ExperimentVerdict Judge(ExperimentTrials trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        return StudyAnalysis.Of(trials with { Margin = Margin ?? trials.Margin }, Settings);
    }

    /// <summary>Judges a study by the verdicts of its experiments.</summary>
    public StudyVerdict Judge(IEnumerable<ExperimentVerdict> experiments) => StudyAnalysis.Of([.. experiments], Settings);
}
