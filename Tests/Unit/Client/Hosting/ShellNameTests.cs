using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class ShellNameTests
{
    [Fact]
    public void Alias_NotOnThePath_NamesTheProgram() =>
        Assert.Equal(
            $"alias jointqp='dotnet \"{Path.Combine("/a b", "jointqp.dll")}\"'",
            ShellName.Alias("/a b", _ => Path.Combine(Path.GetTempPath(), "no-such-folder")));

    [Fact]
    public void Alias_OnThePath_IsNotNeeded()
    {
        var folder = Directory.CreateTempSubdirectory("jointqp-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, OperatingSystem.IsWindows() ? "jointqp.exe" : "jointqp"), "");
            Assert.Null(ShellName.Alias("/a", name => name == "PATH" ? folder.FullName : null));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
