using System.Diagnostics;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;

namespace JointQP.Tests.Unit.Client.Rendering;

public sealed class ShellScriptsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-").FullName;

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Of_EachShell_CallsTheConsoleAsItLies(string shell)
    {
        var script = ShellScripts.Of(shell, "dotnet \"/a b/jointqp.dll\"");

        Assert.Contains("dotnet \"/a b/jointqp.dll\" \"[suggest:", script, StringComparison.Ordinal);
        Assert.DoesNotContain("@command@", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jointqp stu", "study")]
    [InlineData("jointqp study list --qui", "--quiet")]
    [InlineData("jointqp study ", "analyze cancel compare delete export extend launch list logs pause plan report results resume retry show wait watch")]
    [InlineData("jointqp trial list demo --state ", "cancelled done failed poisoned running stopped waiting")]
    public async Task Bash_Word_IsCompletedByTheRealConsole(string line, string expected)
    {
        var words = line.Split(' ');
        var console = ShellName.Command(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory), name => name == "PATH" ? "" : null);

        Assert.Equal(expected, await Bash(
            $"""
             {ShellScripts.Of("bash", console)}
             COMP_LINE='{line}' COMP_POINT={line.Length} COMP_CWORD={words.Length - 1} COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))})
             _jointqp
             sorted=$(printf '%s\n' "${"{COMPREPLY[@]}"}" | sort)
             echo $sorted
             """));
    }

    [Fact]
    public async Task Bash_NameWithOperators_IsQuoted()
    {
        var console = Path.Combine(_folder, "console");
        await File.WriteAllTextAsync(console, "echo 'fashion/P0.5(w,f)->Q8(w,f)/1'", TestContext.Current.CancellationToken);

        Assert.Equal(@"fashion/P0.5\(w\,f\)-\>Q8\(w\,f\)/1", await Bash(
            $"""
             {ShellScripts.Of("bash", $"bash {console}")}
             COMP_LINE='jointqp trial show demo fash' COMP_POINT=28 COMP_CWORD=4 COMP_WORDS=(jointqp trial show demo fash)
             _jointqp
             printf '%s\n' "${"{COMPREPLY[@]}"}"
             """));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> Bash(string script)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("There is no bash.");
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--noprofile", "--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await bash.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        return output.TrimEnd('\n');
    }
}
