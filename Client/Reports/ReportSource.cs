using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;

namespace JointQP.Client.Reports;

/// <summary>All that a report asks of a cluster. Each is one call, and its answer grows with the study's stages, schedules and experiments, never with its metrics.</summary>
/// <param name="Results">What the first so many experiments found.</param>
/// <param name="Verdict">What that says of order.</param>
/// <param name="Standing">How the study stands, with its sources.</param>
/// <param name="Pulse">Its learning curves, as far as they are read.</param>
/// <param name="Layers">What an experiment's trials measured where operators settled.</param>
internal sealed record ReportSource(
    Func<int, Task<StudyResults>> Results, Func<VerdictRequest, Task<StudyVerdict>> Verdict, Func<Task<StudyStanding>> Standing, Func<Task<StudyPulse>> Pulse, Func<string, Task<ExperimentLayers>> Layers);
