using System.Runtime.InteropServices;

namespace JointQP.Tests.Processes.Harness;

/// <summary>What was built beside these tests, in the same configuration: <c>artifacts/bin/PROJECT/CONFIGURATION</c>.</summary>
internal static class Programs
{
    public static string Silo { get; } = Built("Silo", "JointQP.Silo.dll");

    public static string Worker { get; } = Built("Worker", "JointQP.Worker.dll");

    public static string Console { get; } = Built("Client", "jointqp.dll");

    /// <summary>The checkout that these tests were built from.</summary>
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    /// <summary>The configuration that these tests were built in.</summary>
    public static string Configuration { get; } = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)).Name;

    /// <summary>The command of the runtime that the tests run on.</summary>
    public static string DotNet { get; } = FindDotNet();

    private static string Built(string project, string file)
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var path = Path.GetFullPath(Path.Combine(here.FullName, "..", "..", project, here.Name, file));
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; build Tests/Processes as a whole.");
    }

    private static string FindDotNet()
    {
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(beside) ? beside : "dotnet";
    }
}
