using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Layers;

namespace JointQP.Client.Commands;

/// <summary>Asks a cluster for what a study's trials measured at the places of their networks, and tells how far it is.</summary>
internal static class StudyLayers
{
    private static readonly TimeSpan TellAfter = TimeSpan.FromSeconds(2);

    /// <summary>Reads one experiment after the other: each has up to <see cref="ExperimentLayers.MostTrials"/> trials' metrics to read.</summary>
    public static async Task<ImmutableArray<ExperimentLayers>> Read(
        Call call, ClusterConnection cluster, string study, IReadOnlyCollection<string> experiments, CancellationToken cancellationToken)
    {
        var layers = ImmutableArray.CreateBuilder<ExperimentLayers>(experiments.Count);
        var told = call.Terminal.Time.GetTimestamp();
        foreach (var (done, experiment) in experiments.Index())
        {
            if (call.Terminal.Time.GetElapsedTime(told) >= TellAfter)
            {
                call.Tell($"places of {Format.Count(done)} of {Format.Count(experiments.Count)} experiments");
                told = call.Terminal.Time.GetTimestamp();
            }

            layers.Add(await StudyCommand.Existing(cluster, study, cluster.Study(study).GetLayers(experiment), cancellationToken));
        }

        return layers.MoveToImmutable();
    }
}
