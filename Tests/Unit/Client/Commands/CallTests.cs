using System.CommandLine;
using System.Text.Json;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using Spectre.Console;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class CallTests
{
    private static readonly string[] Words = ["yes", "1e3"];

    [Theory]
    [InlineData(nameof(OutputForms.Table), "a table")]
    [InlineData(nameof(OutputForms.Json), "[\n  \"yes\",\n  \"1e3\"\n]")]
    [InlineData(nameof(OutputForms.Yaml), "- \"yes\"\n- \"1e3\"")]
    [InlineData(nameof(OutputForms.Csv), "word,letters\nyes,3\n1e3,3")]
    public void Print_InEachForm_ShowsTheSameData(string form, string expected)
    {
        var recorded = new Recorded();

        Print(recorded, Enum.Parse<OutputForms>(form), quiet: false);

        Assert.Equal(expected, recorded.Out);
    }

    [Fact]
    public void Print_QuietTable_ShowsNamesAlone()
    {
        var recorded = new Recorded();

        Print(recorded, OutputForms.Table, quiet: true);

        Assert.Equal("yes\n1e3", recorded.Out);
    }

    [Fact]
    public void Print_QuietJson_ShowsAllData()
    {
        var recorded = new Recorded();

        Print(recorded, OutputForms.Json, quiet: true);

        Assert.Equal(2, JsonElement.Parse(recorded.Out).GetArrayLength());
    }

    [Theory]
    [InlineData(nameof(OutputForms.Table), "yes.\n1e3.")]
    [InlineData(nameof(OutputForms.Json), "\"yes\"\n\"1e3\"")]
    [InlineData(nameof(OutputForms.Yaml), "\"yes\"\n---\n\"1e3\"")]
    [InlineData(nameof(OutputForms.Csv), "word\nyes\n1e3")]
    public void Printer_OfAStream_PrintsEachValueAsItComes(string form, string expected)
    {
        var recorded = new Recorded();
        var print = CallOf(recorded, Enum.Parse<OutputForms>(form), quiet: false).Printer<string>(word => word + ".", new Column<string>("word", word => word));

        Array.ForEach(Words, print);

        Assert.Equal(expected, recorded.Out);
    }

    [Fact]
    public void Tell_Quiet_SilencesMessagesAndNoErrors()
    {
        var recorded = new Recorded();
        var call = CallOf(recorded, OutputForms.Table, quiet: true);

        call.Tell("a message");
        call.TellError("an error");

        Assert.Equal("an error", recorded.Error);
    }

    [Fact]
    public void Read_FormThatTheVerbLacks_IsRefusedBeforeAnythingIsDone()
    {
        var options = new CommonOptions();
        var root = new RootCommand { new Verb("only", "Only a table", "Examples:", OutputForms.Table | OutputForms.Json) };
        options.AddTo(root);

        var error = Assert.Throws<ConsoleException>(() => options.Read(root.Parse("only -o csv"), new Recorded().Terminal));

        Assert.Equal((ExitCode.BadInput, "'jointqp only' has no csv form; allowed for it: table, json"), (error.Code, error.Message));
    }

    private static void Print(Recorded recorded, OutputForms form, bool quiet) => CallOf(recorded, form, quiet).Print(
        Words,
        _ => new Text("a table"),
        words => CsvTable.Of(words, new Column<string>("word", word => word), new("letters", word => word.Length)),
        words => words);

    private static Call CallOf(Recorded recorded, OutputForms form, bool quiet) =>
        new(recorded.Terminal, new DataDirectory("/data"), form, quiet, Verbose: false);
}
