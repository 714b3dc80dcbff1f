using System.CommandLine;
using System.Text;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. All(Root()).Select(WrongWords.PathOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfEveryCommand_FitsEightyColumnsAndTellsExamplesAndExitCodes(string path)
    {
        var recorded = new Recorded();

        var code = await JointQPCommand.Run([.. path.Split(' ').Skip(1), "--help"], recorded.Terminal);

        Assert.Equal((ExitCode.Ok, ""), (code, recorded.Error));
        Assert.All(recorded.Out.Split('\n'), line => Assert.True(line.Length <= 80, $"longer than 80 columns: {line}"));
        Assert.Contains("\nExit codes:\n  0    done\n", recorded.Out, StringComparison.Ordinal);
        Assert.NotEmpty(Examples(recorded.Out));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Examples_OfEveryCommand_Parse(string path)
    {
        var recorded = new Recorded();
        await JointQPCommand.Run([.. path.Split(' ').Skip(1), "--help"], recorded.Terminal);

        Assert.All(Examples(recorded.Out), example =>
        {
            var result = Root().Parse(example);
            Assert.Empty(result.Errors.Select(error => $"{string.Join(' ', example)}: {error.Message}"));
            Assert.False(WrongWords.HasStray(result), string.Join(' ', example));
        });
    }

    [Fact]
    public void Examples_OfAHelp_AreFoundInPipesAndSubstitutions() => Assert.Equal(
        ["study list", "study wait demo", "study show demo", "study plan -", "study launch a b.yaml"],
        Examples(
            """
            Examples:
              jointqp study list   all of them
              jointqp study wait demo && jointqp study show demo
              sed s/a/b/ x | jointqp study plan -
              study=$(jointqp study launch 'a b.yaml')   its name

            More: jointqp is no example here
            """).Select(example => string.Join(' ', example)));

    private static RootCommand Root() => JointQPCommand.Create(new Recorded().Terminal, new CommonOptions());

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    /// <summary>The command lines of the console in the examples of a help.</summary>
    private static List<List<string>> Examples(string help)
    {
        var lines = help.ReplaceLineEndings("\n").Split('\n').SkipWhile(line => line != "Examples:").Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        var found = new List<List<string>>();
        foreach (var line in lines)
        {
            // A remark stands behind at least two spaces.
            var shell = line.Trim().Split("   ")[0].Replace("  ", " ", StringComparison.Ordinal);
            foreach (var words in shell.Split(["&&", "||", "|", "$(", ";"], StringSplitOptions.TrimEntries).Select(Words))
            {
                if (words.FirstOrDefault() == "jointqp")
                    found.Add(words[1..]);
            }
        }

        return found;
    }

    /// <summary>Words as a shell takes them: quoted ones whole, up to a redirection or the end of a substitution.</summary>
    private static List<string> Words(string shell)
    {
        var (words, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        foreach (var letter in shell + " ")
        {
            if (quote == '\0' && letter is '>' or ')' && word.Length == 0)
                break;
            if (quote == '\0' && letter is '\'' or '"')
                quote = letter;
            else if (letter == quote)
                quote = '\0';
            else if (quote == '\0' && letter is ' ' or ')' or '"')
            {
                if (word.Length > 0)
                    words.Add(word.ToString());
                word.Clear();
            }
            else
                word.Append(letter);
        }

        return words;
    }
}
