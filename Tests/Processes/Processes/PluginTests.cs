using System.Diagnostics;
using System.Text.Json;
using JointQP.Studies.Files;
using JointQP.Tests.Processes.Harness;

namespace JointQP.Tests.Processes.Processes;

/// <summary>The plug-in of the examples, built as a user builds it and run on a real cluster.</summary>
public sealed class PluginTests : ProcessTest
{
    [Fact]
    public async Task Study_OfAPluginsTask_ComesToItsVerdict_AndOtherCodeIsAnotherTrial()
    {
        var folder = CopyExample();
        await Build(folder);
        await Cluster.Start(workers: 2);
        var spec = Path.Combine(folder, "denoise.yaml");
        await Launch(spec);
        await Cluster.Console("study", "watch", "denoise");
        var results = await Cluster.Ask("study", "results", "denoise");

        var experiment = results.GetProperty("experiments")[0];
        Assert.Equal("test/mse", experiment.GetProperty("metric").GetString());
        Assert.False(experiment.GetProperty("higherIsBetter").GetBoolean());
        Assert.True(experiment.GetProperty("comparisons")[0].TryGetProperty("difference", out var difference) && difference.ValueKind == JsonValueKind.Object);
        Assert.Matches("^[0-9a-f]{64}$", results.GetProperty("resultHash").GetString());

        // The same again changes nothing; other code under the same name is refused, and under another name has other trials.
        Assert.Equal("alreadyLaunched", (await Launch(spec)).GetProperty("outcome").GetString(), ignoreCase: true);
        var source = Path.Combine(folder, "Denoiser.cs");
        await File.WriteAllTextAsync(source, (await File.ReadAllTextAsync(source, Patience.Token)).Replace("relu", "tanh", StringComparison.Ordinal), Patience.Token);
        await Build(folder);
        var taken = await Cluster.Console("study", "launch", spec);
        Assert.NotEqual(0, taken.ExitCode);
        Assert.Contains("launched with another content of bin/DenoisePlugin.dll; give this one another name", taken.Errors, StringComparison.Ordinal);
        await Cluster.Ask("study", "launch", spec, "--name", "changed");
        Assert.Empty(Keys(results).Intersect(Keys(await Cluster.Ask("study", "results", "changed"))));
    }

    [Fact]
    public async Task Study_PluginDeletedFromTheDataDirectory_FailsAndSaysWhere()
    {
        var folder = CopyExample();
        // What it holds does not matter: no worker gets to see it.
        File.Copy(typeof(PluginTests).Assembly.Location, Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName, "DenoisePlugin.dll"));
        await Cluster.Start(workers: 0);
        await Launch(Path.Combine(folder, "denoise.yaml"));
        var copy = Assert.Single(Directory.GetDirectories(Path.Combine(Cluster.Data, "files")));
        Directory.Delete(copy, recursive: true);
        await Cluster.Stop();
        await Cluster.Start(workers: 1);
        await Patience.Until(
            async () => (await Cluster.Ask("study", "show", "denoise")).GetProperty("problems").GetArrayLength() > 0, "the study to tell what is wrong");

        var problem = (await Cluster.Ask("study", "show", "denoise")).GetProperty("problems")[0].GetString();
        Assert.Contains($"is missing in the data directory: {StoredFile.ManifestOf(Cluster.Data, Path.GetFileName(copy))}", problem, StringComparison.Ordinal);
        Assert.Contains("jointqp study launch", problem, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Keys(JsonElement results) =>
        results.GetProperty("experiments")[0].GetProperty("trials").EnumerateArray().Select(trial => trial.GetProperty("key").GetString()!);

    private Task<JsonElement> Launch(string spec) => Cluster.Ask("study", "launch", spec);

    /// <summary>The example's sources in a folder of their own, away from the checkout: as a user's are.</summary>
    private string CopyExample()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Cluster.Data, "mine")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Programs.Repository, "examples", "plugin")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var spec = Path.Combine(folder, "denoise.yaml");
        File.WriteAllText(spec, File.ReadAllText(spec).Replace("seeds: 3", "seeds: 2", StringComparison.Ordinal).Replace("every: 4 steps", "every: 1 steps", StringComparison.Ordinal).Replace("train: 512", "train: 128", StringComparison.Ordinal));
        return folder;
    }

    private async Task Build(string folder)
    {
        // What it refers to is built already, in the configuration of these tests.
        var start = new ProcessStartInfo(
            Programs.DotNet,
            ["build", folder, "-v", "q", "-nologo", "-nodereuse:false", "-c", Programs.Configuration, $"-p:JointQP={Programs.Repository}", "-p:BuildProjectReferences=false"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var build = Process.Start(start)!;
        var said = await build.StandardOutput.ReadToEndAsync(Patience.Token);
        await Patience.End(build.WaitForExitAsync(Patience.Token), "the build of the plug-in");
        Assert.True(build.ExitCode == 0, said);
    }
}
