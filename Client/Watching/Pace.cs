namespace JointQP.Client.Watching;

/// <summary>How fast a study goes.</summary>
/// <param name="PerSecond">Steps a second of all workers over the last half minute.</param>
/// <param name="Workers">How many trained lately.</param>
/// <param name="Slow">Steps a second of one worker where the recent windows were slow.</param>
/// <param name="Typical">The same on average.</param>
/// <param name="Fast">The same where they were fast.</param>
internal sealed record Pace(double PerSecond, int Workers, double Slow, double Typical, double Fast);
