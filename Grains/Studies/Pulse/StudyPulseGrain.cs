using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;

namespace JointQP.Grains.Studies.Pulse;

/// <summary>Looks at a study for all who watch it. Calls go from here to the study and the store; neither knows of it.</summary>
internal sealed class StudyPulseGrain(IMetricStore metrics, StudyOutlines outlines, TimeProvider time) : Grain, IStudyPulseGrain
{
    /// <summary>What was seen is answered again for so long, whoever asks.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private StudyMetrics? _metrics;
    private StudyPulse? _pulse;
    private DateTimeOffset _at;

    public async Task<StudyPulse?> GetPulse()
    {
        if (_pulse is null || time.GetUtcNow() - _at >= Fresh)
        {
            _pulse = await Look();
            _at = time.GetUtcNow();
        }

        return _pulse;
    }

    private async Task<StudyPulse?> Look()
    {
        var name = this.GetPrimaryKeyString();
        var study = GrainFactory.GetGrain<IStudyGrain>(name);
        var standing = await study.GetStanding(withSources: _metrics is null);
        if (_metrics is not null && !IsTheSame(standing))
        {
            _metrics = null;
            standing = await study.GetStanding(withSources: true);
        }

        if (standing is null)
            return null;
        _metrics ??= new StudyMetrics(name, outlines.Of(name, standing.Sources!.Value), metrics);
        var unread = await _metrics.ReadOn(standing.Stages);
        return PulseOf.Study(standing, _metrics, unread);
    }

    // Launched at another time, it is another study of the same name and the one that was read is gone; with other stages, it was extended.
    private bool IsTheSame(StudyStanding? standing) =>
        standing is not null && standing.Status.LaunchedAt == _pulse?.Status.LaunchedAt && standing.Stages.Length == _metrics?.Outline.Plan.Stages.Length;
}
