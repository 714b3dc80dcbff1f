using System.Collections.Immutable;
using System.Security.Cryptography;
using JointQP.Client.Commands;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Studies.Files;
using JointQP.Studies.Words;

namespace JointQP.Tests.Unit.Client.Files;

public sealed class FileIntakeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-files-").FullName;

    private string Data => Path.Combine(_folder, "data");

    [Fact]
    public void TakeIn_Weights_CopiesThemUnderTheirHash()
    {
        Write("w.safetensors", [1, 2, 3]);

        var (contents, problems) = TakeIn("weights: w.safetensors");

        Assert.Empty(problems);
        var hash = Convert.ToHexStringLower(SHA256.HashData([1, 2, 3]));
        Assert.Equal(new FileContent(FileKind.Weights, "w.safetensors", hash), Assert.Single(contents));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(StoredFile.WeightsOf(Data, hash)));
    }

    [Fact]
    public void TakeIn_Again_ChangesNothingAndMendsADamagedCopy()
    {
        Write("w.safetensors", [1, 2, 3]);
        var hash = TakeIn("weights: w.safetensors").Contents[0].Hash;
        var copy = StoredFile.WeightsOf(Data, hash);
        var written = File.GetLastWriteTimeUtc(copy);

        Assert.Equal(hash, TakeIn("weights: w.safetensors").Contents[0].Hash);
        Assert.Equal(written, File.GetLastWriteTimeUtc(copy));

        File.WriteAllText(copy, "x");
        TakeIn("weights: w.safetensors");
        Assert.Equal([1, 2, 3], File.ReadAllBytes(copy));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(copy)!));
    }

    [Fact]
    public void TakeIn_OtherContentUnderTheSameName_IsAnotherHashAndAnotherTrial()
    {
        Write("w.safetensors", [1]);
        var (one, _) = TakeIn("weights: w.safetensors");
        Write("w.safetensors", [2]);
        var (two, _) = TakeIn("weights: w.safetensors");

        Assert.NotEqual(KeyWith(one, "weights: w.safetensors"), KeyWith(two, "weights: w.safetensors"));
        Assert.Equal(KeyWith(one, "weights: w.safetensors"), KeyWith(one, "weights: w.safetensors"));
    }

    [Fact]
    public void TakeIn_Plugin_BringsItsLibrariesAndNotTheProduct()
    {
        CopyHere("JointQP.Studies.dll", "Spectre.Console.dll", "CsCheck.dll");
        File.WriteAllText(Path.Combine(_folder, "native.dll"), "no assembly");

        var (contents, problems) = TakeIn("", "plugin: CsCheck.dll");

        Assert.Empty(problems);
        var manifest = PluginManifest.Read(File.ReadAllText(StoredFile.ManifestOf(Data, contents[0].Hash)))!;
        Assert.Equal(["CsCheck.dll", "Spectre.Console.dll"], manifest.Assemblies.Select(assembly => assembly.File));
        Assert.Equal(contents[0].Hash, manifest.Hash);
        Assert.All(manifest.Assemblies, assembly => Assert.True(File.Exists(Path.Combine(StoredFile.FolderOf(Data, manifest.Hash), assembly.File))));
    }

    [Fact]
    public void TakeIn_LibraryOfThePluginChanged_IsAnotherPlugin()
    {
        CopyHere("Spectre.Console.dll", "CsCheck.dll");
        var (one, _) = TakeIn("", "plugin: CsCheck.dll");
        File.AppendAllText(Path.Combine(_folder, "Spectre.Console.dll"), "changed");
        var (two, _) = TakeIn("", "plugin: CsCheck.dll");

        Assert.NotEqual(one[0].Hash, two[0].Hash);
    }

    [Theory]
    [InlineData("plugin: none.dll", "plugin 'none.dll': ", "none.dll does not exist; correct the path")]
    [InlineData("plugin: study.yaml", "plugin 'study.yaml': ", "study.yaml is no .NET assembly")]
    [InlineData("plugin: .", "plugin '.': ", "is a folder")]
    public void TakeIn_FileThatCannotBe_IsAProblemWithItsPlaceAndMend(string plugin, string what, string why)
    {
        var (contents, problems) = TakeIn("", plugin);

        Assert.Empty(contents);
        Assert.StartsWith($"{Path.Combine(_folder, "study.yaml")}:3:9: {what}", Assert.Single(problems), StringComparison.Ordinal);
        Assert.Contains(why, problems[0], StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_folder, name), content);

    private void CopyHere(params string[] names)
    {
        foreach (var name in names)
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), Path.Combine(_folder, name));
    }

    private SpecFile Spec(string experiment, string study)
    {
        var path = Path.Combine(_folder, "study.yaml");
        File.WriteAllText(path, $$"""
            name: s
            seeds: 1
            {{(study.Length > 0 ? study : "priority: 0")}}
            experiments:
              - name: e
                dataset: fashion-mnist
                samples: { train: 100, validation: 10, test: 10 }
                network: {{(study.Length > 0 ? "plugin/mine" : "convnet")}}
                training: { epochs: 1, batch: 10 }
                schedules: [float]
                {{experiment}}
            """);
        return SpecFile.Read(path, TextReader.Null);
    }

    private (ImmutableArray<FileContent> Contents, ImmutableArray<string> Problems) TakeIn(string experiment, string study = "")
    {
        var file = Spec(experiment, study);
        Assert.Empty(file.Check(out var spec));
        var contents = new FileIntake(new DataDirectory(Data)).TakeIn(file, spec!, out var problems);
        return (contents, problems);
    }

    private string KeyWith(ImmutableArray<FileContent> contents, string experiment)
    {
        Spec(experiment, "").Check(out var spec);
        var whole = spec!.WithFiles(contents).Experiments[0];
        return TrialKey.Of(whole.TrialOf(whole.Schedules[0], 1));
    }
}
