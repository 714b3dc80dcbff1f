using System.Security.Cryptography;
using System.Text;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Studies.Stages;

namespace JointQP.Tests.Unit.Client.Files;

public sealed class TrialDownloadTests : IDisposable
{
    private const string Stem = "t0001.2-e1-s64-0f3a";
    private const string State = "5e";

    private readonly string _from = Directory.CreateTempSubdirectory("jointqp-").FullName;
    private readonly string _to = Directory.CreateTempSubdirectory("jointqp-").FullName;

    [Fact]
    public async Task Run_CheckpointWithExport_CopiesAndVerifiesAll()
    {
        var copied = 0L;

        var (files, sites) = await WithExport().Run(_to, replace: false, bytes => copied += bytes, TestContext.Current.CancellationToken);

        Assert.Equal([$"{Stem}.safetensors", $"{Stem}.export.safetensors", $"{Stem}.export.json"], files.Select(file => Path.GetFileName(file.Path)));
        Assert.All(files, file => Assert.Equal(file.Sha256, Hash(File.ReadAllBytes(file.Path))));
        Assert.Equal(files.Sum(file => file.Bytes), copied);
        var site = Assert.Single(sites);
        Assert.Equal(new ExportSite("network", "conv1", "weight", 8, site.DecimalBits, 288, 144, 144.5), site);
        Assert.Equal([6, 7], site.DecimalBits);
        Assert.Equal(3, Directory.EnumerateFileSystemEntries(_to).Count());
    }

    [Fact]
    public async Task Run_NoExport_CopiesTheCheckpointAlone()
    {
        var (files, sites) = await Checkpoint().Run(Path.Combine(_to, "new"), replace: false, null, TestContext.Current.CancellationToken);

        Assert.Equal("weights", File.ReadAllText(Assert.Single(files).Path));
        Assert.Empty(sites);
    }

    [Fact]
    public async Task Run_FileIsThere_IsRefusedUnlessItMayBeReplaced()
    {
        var there = Path.Combine(_to, $"{Stem}.safetensors");
        File.WriteAllText(there, "mine");

        var error = await Assert.ThrowsAsync<ConsoleException>(() => Checkpoint().Run(_to, replace: false, null, TestContext.Current.CancellationToken));

        Assert.Equal((ExitCode.BadInput, $"{there} is there already; say --force to replace it, or name another folder with --to"), (error.Code, error.Message));
        Assert.Equal("mine", File.ReadAllText(there));
        await Checkpoint().Run(_to, replace: true, null, TestContext.Current.CancellationToken);
        Assert.Equal("weights", File.ReadAllText(there));
    }

    [Fact]
    public async Task Run_LastFileIsDamaged_LeavesNothingBehind()
    {
        var download = WithExport();
        File.AppendAllText(Path.Combine(_from, $"{Stem}.export.safetensors"), "!");

        var error = await Assert.ThrowsAsync<ConsoleException>(() => download.Run(_to, replace: false, null, TestContext.Current.CancellationToken));

        Assert.Contains("does not hold what was recorded", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_to));
    }

    [Fact]
    public async Task Run_ExportOfAnotherNetwork_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ConsoleException>(
            () => (WithExport() with { StateHash = "other" }).Run(_to, replace: false, null, TestContext.Current.CancellationToken));

        Assert.Contains("the export of another network", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_to));
    }

    [Fact]
    public async Task Run_CheckpointIsGone_SaysWhich()
    {
        var download = Checkpoint();
        File.Delete(Path.Combine(_from, $"{Stem}.safetensors"));

        var error = await Assert.ThrowsAsync<ConsoleException>(() => download.Run(_to, replace: false, null, TestContext.Current.CancellationToken));

        Assert.StartsWith(Path.Combine(_from, $"{Stem}.safetensors") + " cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TargetIsAFile_SaysSo()
    {
        var file = Path.Combine(_to, "file");
        File.WriteAllText(file, "");

        var error = await Assert.ThrowsAsync<ConsoleException>(() => Checkpoint().Run(file, replace: false, null, TestContext.Current.CancellationToken));

        Assert.StartsWith($"{file} cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TrialThatIsNotDone_SaysHowToFollowIt()
    {
        var error = Assert.Throws<ConsoleException>(() => TrialDownload.Of("demo", Samples.Standing()));

        Assert.Equal(
            (ExitCode.Failed, "trial 1 of study demo is running: it has no final network yet; follow it with 'jointqp trial logs demo 1 -f'"), (error.Code, error.Message));
    }

    [Fact]
    public void Of_FolderThatIsNotHere_SaysWhereToRun()
    {
        var standing = Samples.Standing();
        var last = standing.Path[^1];
        var done = last with { Record = last.Record with { Status = StageStatus.Committed, Result = new StageResult(Checkpoint().Checkpoint, State) } };

        var error = Assert.Throws<ConsoleException>(() => TrialDownload.Of("demo", standing with { Path = [done], CheckpointFolder = "/not/here" }));

        Assert.Contains("lie in /not/here, and this machine sees no such folder", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Directory.Delete(_from, recursive: true);
        Directory.Delete(_to, recursive: true);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private TrialDownload Checkpoint()
    {
        var bytes = Encoding.UTF8.GetBytes("weights");
        File.WriteAllBytes(Path.Combine(_from, $"{Stem}.safetensors"), bytes);
        return new TrialDownload(new CheckpointRef($"{Stem}.safetensors", 64, Hash(bytes), bytes.Length), State, _from);
    }

    private TrialDownload WithExport()
    {
        var tensors = Encoding.UTF8.GetBytes("integers");
        File.WriteAllBytes(Path.Combine(_from, $"{Stem}.export.safetensors"), tensors);
        File.WriteAllText(
            Path.Combine(_from, $"{Stem}.export.json"),
            $$"""
            {
              "format": "jointqp-export-1",
              "origin": { "trial": "key", "step": 64, "stateHash": "{{State}}" },
              "tensors": { "file": "{{Stem}}.export.safetensors", "sha256": "{{Hash(tensors)}}" },
              "networks": [
                {
                  "name": "network",
                  "bytes": null,
                  "layers": [
                    {
                      "name": "conv1",
                      "kind": "Conv2d",
                      "weight": { "site": "conv1.weight", "bits": 8, "decimalBits": [6, 7], "elements": 288, "kept": 144, "sparsity": 0.5, "bytes": 144.5 },
                      "bias": null,
                      "input": { "site": null, "bits": 8 },
                      "output": null
                    }
                  ]
                }
              ]
            }
            """);
        return Checkpoint();
    }
}
