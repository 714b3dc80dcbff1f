using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Layers;

namespace JointQP.Client.Commands;

/// <summary>Asks a cluster for what a study's trials measured at the places of their networks, and tells how far it is.</summary>
internal static class StudyLayers
{
    /// <summary>Reads one experiment after the other: each has up to <see cref="ExperimentLayers.MostTrials"/> trials' metrics to read.</summary>
    public static async Task<ImmutableArray<ExperimentLayers>> Read(
        Call call, ClusterConnection cluster, string study, IReadOnlyCollection<string> experiments, CancellationToken cancellationToken)
    {
        var layers = ImmutableArray.CreateBuilder<ExperimentLayers>(experiments.Count);
        var progress = new Progress(call);
        foreach (var (done, experiment) in experiments.Index())
        {
            progress.Tell($"places of {Format.Count(done)} of {Format.Count(experiments.Count)} experiments");
            layers.Add(await StudyCommand.Existing(cluster, study, cluster.Study(study).GetLayers(experiment), cancellationToken));
        }

        return layers.MoveToImmutable();
    }
}
