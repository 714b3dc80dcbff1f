using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class SiloProgramTests : IDisposable
{
    private readonly string _bin = Directory.CreateTempSubdirectory("jointqp-").FullName;

    [Fact]
    public void Find_BuiltBesideTheConsole_TakesTheSameConfiguration()
    {
        var silo = Create("Silo", "release");
        Create("Silo", "debug");

        Assert.Equal(silo, SiloProgram.Find(Path.Combine(_bin, "Client", "release") + Path.DirectorySeparatorChar, _ => null));
    }

    [Fact]
    public void Find_NamedByTheEnvironment_TakesThat()
    {
        var silo = Create("elsewhere", "x");

        Assert.Equal(silo, SiloProgram.Find(Path.Combine(_bin, "Client", "debug"), name => name == "JOINTQP_SILO" ? silo : null));
    }

    [Fact]
    public void Find_NotBuilt_SaysWhereItLookedAndHowToBuild()
    {
        var error = Assert.Throws<ConsoleException>(() => SiloProgram.Find(Path.Combine(_bin, "Client", "debug"), _ => null));

        Assert.Contains(Path.Combine(_bin, "Silo", "debug", "JointQP.Silo.dll"), error.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet build Client", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_NamedButMissing_NamesTheVariable() =>
        Assert.Contains("JOINTQP_SILO", Assert.Throws<ConsoleException>(() => SiloProgram.Find(_bin, _ => Path.Combine(_bin, "none.dll"))).Message, StringComparison.Ordinal);

    [Fact]
    public void DotNet_OfThisRuntime_Exists() => Assert.True(File.Exists(SiloProgram.DotNet()));

    public void Dispose() => Directory.Delete(_bin, recursive: true);

    private string Create(string project, string configuration)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_bin, project, configuration)).FullName;
        var file = Path.Combine(folder, "JointQP.Silo.dll");
        File.WriteAllText(file, "");
        return file;
    }
}
