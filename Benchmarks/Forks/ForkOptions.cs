namespace JointQP.Benchmarks.Forks;

/// <summary>What is measured, and how often.</summary>
/// <param name="Rounds">How often the engine forks in each way.</param>
/// <param name="Orders">Of the 24 orders of four operators, so many are trained by a real silo and one real worker.</param>
/// <param name="Steps">Steps of a trial there.</param>
internal sealed record ForkOptions(int Rounds, int Orders, int Steps);
