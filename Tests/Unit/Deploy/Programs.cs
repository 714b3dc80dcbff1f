using System.Globalization;
using System.Text.RegularExpressions;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Tests.Unit.Architecture;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>What the programs read and serve, as their sources say: this project knows neither silo nor worker.</summary>
internal static partial class Programs
{
    /// <summary>The variables that a program reads.</summary>
    public static HashSet<string> Variables(Program program) => program switch
    {
        Program.Silo => Options("Silo/Hosting/SiloCommand.cs"),
        Program.Worker => Options("Worker/WorkerCommand.cs"),
        Program.Console => [ClusterDatabase.Variable, ClusterName.Variable, DataDirectory.Variable, SiloProgram.Variable],
        _ => [],
    };

    /// <summary>The silo's ports where nothing else is said: http, gateway, silo.</summary>
    public static Dictionary<string, int> SiloPorts { get; } = new(StringComparer.Ordinal)
    {
        ["http"] = (int)Default("Silo/Hosting/SiloOptions.cs", "HttpPort"),
        ["gateway"] = (int)Default("Silo/Hosting/SiloOptions.cs", "GatewayPort"),
        ["silo"] = (int)Default("Silo/Hosting/SiloOptions.cs", "SiloPort"),
    };

    /// <summary>What the silo answers probes at.</summary>
    public static HashSet<string> HealthPaths { get; } = Found(HealthPath(), "Silo/Health/HealthEndpoints.cs");

    /// <summary>How long the silo's own checks wait, in seconds.</summary>
    public static double HealthPatience { get; } = double.Parse(Found(Patience(), "Silo/Health/HealthEndpoints.cs").Single(), CultureInfo.InvariantCulture);

    /// <summary>How long the worker takes to stop where nothing else is said, in seconds.</summary>
    public static double WorkerGrace { get; } = Default("Worker/WorkerOptions.cs", "GraceSeconds");

    /// <summary>The size of the worker's copies of checkpoints where nothing else is said, in MiB.</summary>
    public static double CheckpointCacheSize { get; } = Default("Worker/WorkerOptions.cs", "CheckpointCacheSize");

    /// <summary>The sources of a program that say how long its host waits for it when it stops.</summary>
    public static IEnumerable<string> ShutdownTimeouts(string project) => Repository.Sources(project).SelectMany(File.ReadLines).Where(line => line.Contains("ShutdownTimeout", StringComparison.Ordinal));

    private static HashSet<string> Options(string file) => [.. Found(Option(), file).Select(ProgramSettings.VariableOf)];

    private static double Default(string file, string property) =>
        double.Parse(Found(new Regex($@"\b{property} {{ get; init; }} = (?<value>[0-9.]+);", RegexOptions.ExplicitCapture), file).Single(), CultureInfo.InvariantCulture);

    private static HashSet<string> Found(Regex pattern, string file)
    {
        var found = pattern.Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => match.Groups["value"].Value).ToHashSet(StringComparer.Ordinal);
        return found.Count > 0 ? found : throw new InvalidOperationException($"{pattern} is not in {file}");
    }

    [GeneratedRegex("""(?:new Option<[^>]*>|Number)\("(?<value>--[a-z-]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex("""MapHealthChecks\("(?<value>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex HealthPath();

    [GeneratedRegex(@"Patience = TimeSpan\.FromSeconds\((?<value>[0-9.]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Patience();
}
