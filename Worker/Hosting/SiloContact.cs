namespace JointQP.Worker.Hosting;

/// <summary>When the silo last answered anything: what decides whether it is gone for good.</summary>
internal sealed class SiloContact(TimeProvider time)
{
    private long _lastHeard = time.GetTimestamp();

    /// <summary>How long the silo has been silent.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>An answer arrived.</summary>
    public void Heard() => Volatile.Write(ref _lastHeard, time.GetTimestamp());
}
