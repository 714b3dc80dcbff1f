using System.Runtime.InteropServices;

namespace JointQP.Client.Hosting;

/// <summary>Where the programs lie that the console starts.</summary>
internal static class SiloProgram
{
    /// <summary>The environment variable that names the silo's file.</summary>
    public const string Variable = "JOINTQP_SILO";

    /// <summary>The silo's file: that of the environment variable, else the one that was built beside the console in the same configuration.</summary>
    /// <param name="baseDirectory">Where the console lies: <c>…/Client/CONFIGURATION</c>.</param>
    /// <exception cref="ConsoleException">It is not there.</exception>
    public static string Find(string baseDirectory, Func<string, string?> environment)
    {
        if (environment(Variable) is { Length: > 0 } named)
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new ConsoleException(ExitCode.BadInput, $"{named}, named by {Variable}, does not exist; unset it or name JointQP.Silo.dll");
        }

        var directory = new DirectoryInfo(Path.TrimEndingDirectorySeparator(baseDirectory));
        var built = Path.GetFullPath(Path.Combine(directory.FullName, "..", "..", "Silo", directory.Name, "JointQP.Silo.dll"));
        return File.Exists(built)
            ? built
            : throw new ConsoleException(ExitCode.BadInput, $"the silo is not at {built}; build it with 'dotnet build Client', or name it with {Variable}");
    }

    /// <summary>The dotnet command of the runtime that the console itself runs on.</summary>
    public static string DotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
