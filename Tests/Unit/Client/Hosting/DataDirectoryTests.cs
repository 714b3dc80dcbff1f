using JointQP.Client.Hosting;

namespace JointQP.Tests.Unit.Client.Hosting;

public sealed class DataDirectoryTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "somewhere"));

    [Fact]
    public void Resolve_Given_WinsOverTheEnvironment() =>
        Assert.Equal(Path.Combine(Root, "given"), DataDirectory.Resolve(Path.Combine(Root, "given") + Path.DirectorySeparatorChar, _ => Root).Path);

    [Fact]
    public void Resolve_Environment_WinsOverTheDefault() =>
        Assert.Equal(Root, DataDirectory.Resolve(null, name => name == "JOINTQP_DATA" ? Root : null).Path);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Resolve_Nothing_IsInTheUsersApplicationData(string? nothing)
    {
        var data = DataDirectory.Resolve(nothing, _ => nothing).Path;

        Assert.Equal("jointqp", Path.GetFileName(data));
        Assert.StartsWith(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), data, StringComparison.Ordinal);
    }

    [Fact]
    public void ResolveDemo_Nothing_IsInsideTheDefault()
    {
        Assert.Equal(Path.Combine(Root, "demo"), DataDirectory.ResolveDemo(null, _ => Root).Path);
        Assert.Equal(Path.Combine(Root, "given"), DataDirectory.ResolveDemo(Path.Combine(Root, "given"), _ => Root).Path);
    }

    [Fact]
    public void Argument_OfTheDefault_IsEmptyAndOfAnotherNamesIt()
    {
        Assert.Equal("", new DataDirectory(Root).Argument(_ => Root));
        Assert.Equal(" --data /other", new DataDirectory("/other").Argument(_ => Root));
        Assert.Equal(" --data '/an other'", new DataDirectory("/an other").Argument(_ => Root));
    }
}
