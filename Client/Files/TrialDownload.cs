using System.Collections.Immutable;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Results;
using JointQP.Studies.Stages;

namespace JointQP.Client.Files;

/// <summary>The files that a trial that is done leaves: its last checkpoint, and the export of its network beside it.</summary>
/// <param name="Checkpoint">The checkpoint as it was recorded.</param>
/// <param name="StateHash">The hash of weights and operator state as it was recorded.</param>
/// <param name="Folder">Where they lie.</param>
internal sealed record TrialDownload(CheckpointRef Checkpoint, string StateHash, string Folder)
{
    /// <summary>The files of a trial.</summary>
    /// <exception cref="ConsoleException">It is not done, or its folder cannot be seen from here.</exception>
    public static TrialDownload Of(string study, TrialStanding trial)
    {
        var last = trial.Path[^1].Record;
        if (last is not { Status: StageStatus.Committed, Result: { } result })
        {
            var state = trial.Row.State.ToString().ToLowerInvariant();
            throw new ConsoleException(
                ExitCode.Failed,
                $"trial {trial.Row.Index} of study {study} is {state}: it has no final network"
                + (trial.Row.State is TrialState.Running or TrialState.Waiting ? $" yet; follow it with 'jointqp trial logs {study} {trial.Row.Index} -f'" : ""));
        }

        if (!Directory.Exists(trial.CheckpointFolder))
        {
            throw new ConsoleException(
                ExitCode.BadInput,
                $"the checkpoints of study {study} lie in {trial.CheckpointFolder}, and this machine sees no such folder; run jointqp where the silo runs, or mount that folder here");
        }

        return new TrialDownload(result.Checkpoint, result.StateHash, trial.CheckpointFolder);
    }

    /// <summary>The files that are there, in the order in which they get their names: the description of an export says that it is whole.</summary>
    public ImmutableArray<string> Files()
    {
        var export = ExportFiles.Of(Path.Combine(Folder, Checkpoint.File));
        return [Path.Combine(Folder, Checkpoint.File), .. new[] { export.Tensors, export.Description }.Where(_ => File.Exists(export.Description))];
    }

    /// <summary>Copies them, verifies each, and then names all.</summary>
    /// <param name="to">The folder that they go to.</param>
    /// <param name="replace">Whether files of these names may be there, to be replaced.</param>
    /// <param name="progress">Hears how many bytes were copied each time.</param>
    /// <exception cref="ConsoleException">One is there, cannot be read or written, or is damaged; nothing is left of the copies.</exception>
    public async Task<(ImmutableArray<DownloadedFile> Files, ImmutableArray<ExportSite> Sites)> Run(
        string to, bool replace, Action<long>? progress, CancellationToken cancellationToken)
    {
        var files = Files();
        if (!replace && files.Select(file => Path.Combine(to, Path.GetFileName(file))).FirstOrDefault(Path.Exists) is { } there)
            throw new ConsoleException(ExitCode.BadInput, $"{there} is there already; say --force to replace it, or name another folder with --to");

        var export = files.Length > 1 ? ExportReader.Read(files[^1]) : null;
        if (export?.StateHash is { } state && state != StateHash)
            throw new ConsoleException(ExitCode.Failed, $"{files[^1]} is the export of another network: its state hash is {state} instead of {StateHash}; nothing was downloaded");
        using var copy = new VerifiedCopy(to);
        var copied = ImmutableArray.CreateBuilder<DownloadedFile>();
        foreach (var (file, hash) in files.Zip([Checkpoint.Hash, export?.TensorsHash, null]))
        {
            var (found, bytes) = await copy.Add(file, hash, progress, cancellationToken);
            copied.Add(new DownloadedFile(Path.Combine(to, Path.GetFileName(file)), bytes, found));
        }

        await copy.Name(replace);
        return (copied.ToImmutable(), export?.Sites ?? []);
    }
}

/// <summary>A file that was downloaded.</summary>
/// <param name="Path">Where it is now.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its content, verified against what was recorded.</param>
internal sealed record DownloadedFile(string Path, long Bytes, string Sha256);
