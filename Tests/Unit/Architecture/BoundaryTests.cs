using System.Text.RegularExpressions;

namespace JointQP.Tests.Unit.Architecture;

/// <summary>Who may know whom: the table of projects in the README.</summary>
public sealed partial class BoundaryTests
{
    public static TheoryData<string, string[]> MayKnow => new()
    {
        { "Studies", [] },
        { "Training", ["Studies"] },
        { "Grains.Interfaces", ["Studies"] },
        { "Grains", ["Grains.Interfaces"] },
        { "Silo", ["Grains"] },
        { "Worker", ["Training", "Grains.Interfaces"] },
        { "Client", ["Studies", "Grains.Interfaces"] },
    };

    [Theory]
    [MemberData(nameof(MayKnow))]
    public void ProjectReferences_AreThoseAllowed(string project, string[] allowed) =>
        Assert.Equal(allowed.Order(), Repository.References(project).Projects.Order());

    [Theory]
    [InlineData("Studies")]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    [InlineData("Client")]
    public void TorchSharp_IsNotInTheControlPlane(string project) =>
        Assert.All(Repository.Closure(project), p => Assert.DoesNotContain(Repository.References(p).Packages, IsTorch));

    [Theory]
    [InlineData("Studies")]
    [InlineData("Training")]
    public void Orleans_IsNotInTheCoreAndTheEngine(string project) =>
        Assert.All(
            Repository.References(project).Packages.Where(p => p.Contains("Orleans", StringComparison.Ordinal)),
            p => Assert.Contains(p, new[] { "Microsoft.Orleans.Serialization", "Microsoft.Orleans.CodeGenerator" }));

    [Fact]
    public void Polly_IsNotInGrains()
    {
        Assert.DoesNotContain(Repository.References("Grains").Packages, p => p.Contains("Polly", StringComparison.Ordinal));
        Assert.All(Repository.Sources("Grains"), f => Assert.DoesNotMatch("using Polly", File.ReadAllText(f)));
    }

    [Fact]
    public void Grains_StayOnTheirScheduler() =>
        Assert.All(Repository.Sources("Grains"), f => Assert.DoesNotMatch(LeavesTheScheduler(), File.ReadAllText(f)));

    [Fact]
    public void PureCore_TouchesNoOutsideWorld() =>
        Assert.All(Repository.Sources("Studies"), f => Assert.DoesNotMatch(OutsideWorld(), File.ReadAllText(f)));

    [Theory]
    [InlineData("Studies")]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    [InlineData("Client")]
    public void Plugins_AreOnlyBytesInTheControlPlane(string project) =>
        Assert.All(Repository.Sources(project), f => Assert.DoesNotMatch(LoadsAssemblies(), File.ReadAllText(f)));

    /// <summary>A match that has a time limit fails where the process stood still for as long.</summary>
    [Theory]
    [InlineData("Studies")]
    [InlineData("Training")]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    [InlineData("Silo")]
    [InlineData("Worker")]
    [InlineData("Client")]
    public void Patterns_HaveNoTimeLimit(string project) =>
        Assert.All(Repository.Sources(project), f => Assert.DoesNotMatch(LimitsMatches(), File.ReadAllText(f)));

    private static bool IsTorch(string package) => package.Contains("torch", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"ConfigureAwait\(false\)|\[OneWay\]|\[Reentrant\]|Task\.Run\(|\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)")]
    private static partial Regex LeavesTheScheduler();

    [GeneratedRegex(@"AssemblyLoadContext|Assembly\.Load|Assembly\.UnsafeLoad|Activator\.CreateInstanceFrom")]
    private static partial Regex LoadsAssemblies();

    [GeneratedRegex(@"\bFile\.|\bDirectory\.|\bProcess\.|\bEnvironment\.|\bHttpClient\b|\bConsole\.")]
    private static partial Regex OutsideWorld();

    [GeneratedRegex(@"matchTimeout|,\s*[0-9]+\)\]\s+(private|internal|public) static partial Regex")]
    private static partial Regex LimitsMatches();
}
