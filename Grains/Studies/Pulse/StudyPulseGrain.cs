using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Spec;

namespace JointQP.Grains.Studies.Pulse;

/// <summary>Looks at a study for all who watch it. Calls go from here to the study and the store; neither knows of it.</summary>
internal sealed class StudyPulseGrain(IMetricStore metrics, TimeProvider time) : Grain, IStudyPulseGrain
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
        var standing = await study.GetStanding(withSpec: _metrics is null);
        // Launched at another time, it is another study of the same name: the one that was read is gone.
        if (_metrics is not null && standing?.Status.LaunchedAt != _pulse?.Status.LaunchedAt)
        {
            _metrics = null;
            standing = await study.GetStanding(withSpec: true);
        }

        if (standing is null)
            return null;
        _metrics ??= new StudyMetrics(name, new StudyOutline(StudySpecParser.Parse(standing.SpecText!).Spec!), metrics);
        var unread = await _metrics.ReadOn(standing.Stages);
        return PulseOf.Study(standing, _metrics, unread);
    }
}
