using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace JointQP.Tests.Training;

/// <summary>The engine's README, followed word for word: its project is built and run in an empty folder.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-readme-").FullName;

    [Fact]
    public void Readme_FollowedWordForWord_PrintsItsTableAndLeavesItsFiles()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the project in the README names the package for Linux");
        var repository = Path.GetFullPath(Path.Combine(SourceFolder(), "..", ".."));
        var text = File.ReadAllText(Path.Combine(repository, "Training", "README.md"));
        File.WriteAllText(Path.Combine(_folder, "Compressed.csproj"), Block(text, "xml").Replace("/path/to/JointQP", repository, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), Block(text, "csharp"));

        // A link instead of a copy of libtorch, and what is built already is taken as it is.
        Run("build", "--nologo", "-v", "quiet", "-p:CreateHardLinksForCopyLocalIfPossible=true");
        var printed = Run(Path.Combine("bin", "Debug", "net10.0", "Compressed.dll"));

        var promised = Block(text[text.IndexOf("dotnet run", StringComparison.Ordinal)..], "");
        Assert.Equal(Shape(promised), Shape(printed));
        Assert.Contains("audit passed", printed, StringComparison.Ordinal);
        var accuracies = AccuracyLine().Matches(printed).Select(match => match.Groups["value"].Value).ToList();
        Assert.Equal(2, accuracies.Count);
        Assert.Equal(accuracies[0], accuracies[1]);
        foreach (var file in new[] { "fashion.safetensors", "fashion.export.safetensors", "fashion.export.json" })
            Assert.True(File.Exists(Path.Combine(_folder, file)), file);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Block(string text, string language)
    {
        var from = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[from..text.IndexOf("```", from, StringComparison.Ordinal)];
    }

    /// <summary>What does not depend on the processor: words, and every number that the schedule alone decides.</summary>
    private static List<string> Shape(string printed) =>
        [.. printed.Trim().Split('\n').Select(line => Spaces().Replace(Learned().Replace(line, "#"), " ").Trim())];

    private string Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        // The test's own host leaves settings of its build behind.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.GetAwaiter().GetResult());
        return output;
    }

    [GeneratedRegex(@"accuracy (?<value>[0-9.]+ ?%)", RegexOptions.ExplicitCapture)]
    private static partial Regex AccuracyLine();

    // Errors and percentages, and the decimal bits that a search found.
    [GeneratedRegex(@"0\.[0-9]{5}|[0-9.]+ ?%|(?<= 8 +)[0-9]+(?: to [0-9]+)?(?= )", RegexOptions.ExplicitCapture)]
    private static partial Regex Learned();

    [GeneratedRegex(" +", RegexOptions.ExplicitCapture)]
    private static partial Regex Spaces();
}
