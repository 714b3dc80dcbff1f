using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Tests.Unit.Hosting;

public sealed class ProgramSettingsTests : IDisposable
{
    private static readonly string[] Options = ["--silo-port", "--database", "--data"];

    private readonly string _file = Path.GetTempFileName();

    private IReadOnlyList<string> Complete(string[] arguments, params (string Name, string Value)[] environment) =>
        ProgramSettings.Complete(arguments, Options, name => environment.FirstOrDefault(variable => variable.Name == name).Value, _file, "Silo");

    [Fact]
    public void Complete_EverythingSetThreeTimes_TheCommandLineWinsThenTheEnvironment()
    {
        File.WriteAllText(_file, """{ "Silo": { "silo-port": 3, "database": "file", "data": "/file" }, "Worker": { "slot": "w" } }""");

        Assert.Equal(
            ["--silo-port", "1", "--database=environment", "--data=/file"],
            Complete(["--silo-port", "1"], ("JOINTQP_SILO_PORT", "2"), ("JOINTQP_DATABASE", "environment")));
        Assert.Equal(["--silo-port=1", "--database=file", "--data=/file"], Complete(["--silo-port=1"]));
    }

    [Fact]
    public void Complete_NoFileAndAnEmptyVariable_IsTheCommandLine()
    {
        File.Delete(_file);

        Assert.Equal(["--data", "/x"], Complete(["--data", "/x"], ("JOINTQP_DATABASE", "")));
    }

    [Theory]
    [InlineData("""{ "Silo": { "siloport": 1 } }""", "there is no setting 'siloport'; allowed: data, database, silo-port")]
    [InlineData("""{ "Silo": { "silo-port": [1] } }""", "silo-port: found Array")]
    [InlineData("""{ "Silo": 5 }""", "Mend the file or delete it")]
    [InlineData("""{ "Silo": """, "Mend the file or delete it")]
    public void Complete_FileThatIsNotUnderstood_NamesThePlaceAndTheMend(string text, string expected)
    {
        File.WriteAllText(_file, text);

        var problem = Assert.Throws<FormatException>(() => Complete([]));

        Assert.StartsWith(_file, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);
}
