namespace JointQP.Training.Export;

/// <summary>Where an exported network comes from.</summary>
/// <param name="Trial">The trial key, 64 hexadecimal digits, or what a user calls the training.</param>
/// <param name="Step">Steps trained.</param>
/// <param name="StateHash">SHA-256 over weights and operator state as the result hash has it; null for one that is none of a study.</param>
public sealed record ExportOrigin(string Trial, long Step, string? StateHash = null);
