using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Client.Hosting;

/// <summary>The folder that holds everything of one local JointQP: its studies, checkpoints and data sets.</summary>
internal sealed record DataDirectory(string Path)
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "JOINTQP_DATA";

    /// <summary>Where a running silo says that it listens.</summary>
    public string EndpointFile => System.IO.Path.Combine(Path, SiloEndpoint.FileName);

    /// <summary>What a command line needs to mean this directory; empty when it is the default anyway.</summary>
    public string Argument(Func<string, string?> environment) =>
        Path == Resolve(null, environment).Path ? "" : " --data " + Quoted(Path);

    /// <summary>The given path; else that of the environment variable; else <c>jointqp</c> in the user's folder for application data.</summary>
    /// <exception cref="ConsoleException">There is no such folder for this user.</exception>
    public static DataDirectory Resolve(string? given, Func<string, string?> environment)
    {
        if (!string.IsNullOrWhiteSpace(given))
            return new DataDirectory(Full(given));
        if (environment(Variable) is { } variable && !string.IsNullOrWhiteSpace(variable))
            return new DataDirectory(Full(variable));
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length == 0
            ? throw new ConsoleException(ExitCode.BadInput, $"this user has no home folder to keep data in; name a folder with --data or {Variable}")
            : new DataDirectory(System.IO.Path.Combine(home, "jointqp"));
    }

    /// <summary>Where the demo keeps its own: the given path, else <c>demo</c> inside the default.</summary>
    public static DataDirectory ResolveDemo(string? given, Func<string, string?> environment) =>
        string.IsNullOrWhiteSpace(given)
            ? new DataDirectory(DemoIn(Resolve(null, environment).Path))
            : Resolve(given, environment);

    /// <summary>The demo's folder inside a data directory.</summary>
    public static string DemoIn(string path) => System.IO.Path.Combine(path, "demo");

    private static string Full(string path) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"'{path}'" : path;
}
