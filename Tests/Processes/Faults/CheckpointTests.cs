using JointQP.Studies.Stages;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Faults;

/// <summary>Checkpoints that cannot be written, and checkpoints that are damaged afterwards.</summary>
public sealed class CheckpointTests(UndisturbedStudy undisturbed) : ProcessTest
{
    private const int Workers = 2;

    [Fact]
    public async Task Disk_FullWhileCheckpointing_IsToldAndTheStudyGoesOnOnceThereIsRoom()
    {
        var study = new FaultStudy(Cluster);
        FillDisk(study);
        await Cluster.Start(Workers);
        await study.Launch();

        var activities = await Patience.For(
            async () =>
            {
                Assert.All((await study.Stages()).Values, stage => Assert.Equal(0, stage.Failures));
                var list = await Cluster.Ask("worker", "list");
                string[] waiting = [.. list.EnumerateArray()
                    .Select(worker => worker.GetProperty("beat").GetProperty("activity").GetString()!)
                    .Where(activity => activity.StartsWith("waiting", StringComparison.Ordinal))];
                return waiting.Length > 0 ? waiting : null;
            },
            "a worker to tell that the disk is full");
        MakeRoom(study);

        Assert.All(activities, activity =>
        {
            Assert.Contains("No space left on device", activity, StringComparison.Ordinal);
            Assert.Contains(study.Checkpoints, activity, StringComparison.Ordinal);
            Assert.Contains("Free some space", activity, StringComparison.Ordinal);
        });
        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        Assert.All((await study.Stages()).Values, stage => Assert.Equal(0, stage.Failures));
    }

    [Fact]
    public async Task Parents_DamagedWhileNothingRuns_AreTrainedAgainToTheSameHash()
    {
        var study = new FaultStudy(Cluster);
        await Cluster.Start(Workers);
        await study.Launch();
        // With both workers in the middle of a stage, what waits for them still waits when they are stopped.
        await Patience.Until(
            async () =>
            {
                Assert.False(await study.HasEnded(), "The study was at its end: its stages are too short for this machine.");
                return (await study.Stages()).Values.Count(stage => stage is { Status: StageStatus.Leased, Progress: not null }) == Workers && (await Needed(study)).Count == 2;
            },
            "stages of both seeds whose children are still to be trained");
        await Cluster.Stop();

        var needed = await Needed(study);
        Assert.Equal(2, needed.Count);
        File.Delete(FileOf(study, needed[0]));
        Flip(FileOf(study, needed[1]));
        await Cluster.Start(Workers);

        Assert.Equal(await undisturbed.Hash(), await study.Finish());
        var after = await study.Stages();
        Assert.Equal(1, after[needed[0].Id].Rebuilds);
        Assert.Equal(1, after[needed[1].Id].Rebuilds);
        Assert.Equal(needed[0].Result!.StateHash, after[needed[0].Id].Result!.StateHash);
        Assert.Equal(needed[1].Result!.StateHash, after[needed[1].Id].Result!.StateHash);
        Assert.Equal(2, after.Values.Sum(stage => stage.Rebuilds));
    }

    /// <summary>
    /// Every end of a seed's beginning is to be written where the device is always full. A real full file system would need rights that
    /// a test may not have; the error is the same.
    /// </summary>
    private static void FillDisk(FaultStudy study)
    {
        Directory.CreateDirectory(study.Checkpoints);
        foreach (var stage in FaultStudy.Plan.Stages.Where(stage => stage.Parent is null))
            for (var epoch = 1; epoch <= 9; epoch++)
                File.CreateSymbolicLink(Path.Combine(study.Checkpoints, $"{stage.Id}-e{epoch}-s{stage.To}.tmp"), "/dev/full");
    }

    private static void MakeRoom(FaultStudy study)
    {
        foreach (var file in new DirectoryInfo(study.Checkpoints).EnumerateFiles("*.tmp").Where(file => file.LinkTarget is not null))
            file.Delete();
    }

    /// <summary>Of each seed a committed stage whose checkpoint is the only place where a child can start, if there is one.</summary>
    private static async Task<List<StageRecord>> Needed(FaultStudy study)
    {
        var stages = await study.Stages();
        return
        [
            .. FaultStudy.Plan.Stages
                .Where(child => child.Parent is not null && stages[child.Id] is { Status: StageStatus.Ready, Progress: null })
                .DistinctBy(child => child.Tree)
                .Select(child => stages[child.Parent!]),
        ];
    }

    private static string FileOf(FaultStudy study, StageRecord stage) => Path.Combine(study.Checkpoints, stage.Result!.Checkpoint.File);

    private static void Flip(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = stream.Length / 2;
        var flipped = (byte)(stream.ReadByte() ^ 1);
        stream.Position--;
        stream.WriteByte(flipped);
    }
}
