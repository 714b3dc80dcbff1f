using System.Collections.Immutable;

namespace JointQP.Training.Compression;

/// <summary>What was measured at a site in a step in which one of its operators settled.</summary>
/// <param name="Site">The site's name: <c>conv1.weight</c>.</param>
/// <param name="Step">The step, counted from 0.</param>
/// <param name="Values">By name, those of <see cref="Studies.Analysis.Layers.LayerMeasure"/> that the operators settled so far allow: the two orders are compared once both are.</param>
public sealed record SiteMeasurement(string Site, long Step, ImmutableArray<(string Name, double Value)> Values);
