using System.Globalization;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Faults.Simulation;

/// <summary>What is in a checkpoint.</summary>
internal readonly record struct Content(long Step, ulong State)
{
    public string Hash => string.Create(CultureInfo.InvariantCulture, $"{Dice.Mix(State ^ (ulong)Step):x16}{State:x16}{Step:x16}{0:x16}");
}

/// <summary>The checkpoints of all studies: files that workers write beside one another, named by stage, epoch, step and content.</summary>
internal sealed class CheckpointDisk
{
    private readonly Dictionary<(string Study, string Stage), Dictionary<string, (long Epoch, Content Content, bool Damaged)>> _files = [];
    private readonly HashSet<(string Study, string File)> _damaged = [];

    public CheckpointRef Write(Token token, Content content)
    {
        var hash = content.Hash;
        var file = $"{CheckpointFile.Stem(token.Stage, token.Epoch, content.Step)}-{hash[..16]}.safetensors";
        Files(token.Study, token.Stage)[file] = (token.Epoch, content, false);
        return new CheckpointRef(file, content.Step, hash, 1);
    }

    /// <summary>The content of a checkpoint, or null when it is missing or not what was written.</summary>
    public Content? Read(string study, string stage, CheckpointRef checkpoint) =>
        Files(study, stage).TryGetValue(checkpoint.File, out var file) && !file.Damaged && file.Content.Hash == checkpoint.Hash ? file.Content : null;

    /// <summary>Deletes what came before a checkpoint: files of earlier leases, and of its own lease those of earlier steps.</summary>
    public void DeleteBefore(string study, string stage, CheckpointRef recorded)
    {
        var place = (CheckpointFile.EpochOf(recorded.File) ?? 0, recorded.Step);
        var files = Files(study, stage);
        foreach (var file in files.Where(file => (file.Value.Epoch, file.Value.Content.Step).CompareTo(place) < 0).Select(file => file.Key).ToList())
            files.Remove(file);
    }

    public void Damage(string study, string stage, CheckpointRef checkpoint, bool delete)
    {
        var files = Files(study, stage);
        _damaged.Add((study, checkpoint.File));
        if (delete)
            files.Remove(checkpoint.File);
        else if (files.TryGetValue(checkpoint.File, out var file))
            files[checkpoint.File] = file with { Damaged = true };
    }

    /// <summary>Whether it was the disk's fault that a checkpoint cannot be read.</summary>
    public bool IsDamaged(string study, CheckpointRef checkpoint) => _damaged.Contains((study, checkpoint.File));

    private Dictionary<string, (long Epoch, Content Content, bool Damaged)> Files(string study, string stage)
    {
        if (!_files.TryGetValue((study, stage), out var files))
            _files.Add((study, stage), files = new(StringComparer.Ordinal));
        return files;
    }
}
