namespace JointQP.Client.Hosting;

/// <summary>How a shell finds the console by the name that all hints use.</summary>
internal static class ShellName
{
    /// <summary>How a script runs the console: by its name where that is on the path, else by its file.</summary>
    public static string Command(string baseDirectory, Func<string, string?> environment) =>
        IsOnPath(environment) ? "jointqp" : $"dotnet \"{Path.Combine(baseDirectory, "jointqp.dll")}\"";

    /// <summary>The command that makes <c>jointqp</c> known to a shell; null when it is on the path already.</summary>
    /// <param name="baseDirectory">Where the console lies.</param>
    public static string? Alias(string baseDirectory, Func<string, string?> environment) =>
        IsOnPath(environment) ? null : $"alias jointqp='{Command(baseDirectory, environment)}'";

    private static bool IsOnPath(Func<string, string?> environment)
    {
        var name = OperatingSystem.IsWindows() ? "jointqp.exe" : "jointqp";
        var folders = (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Any(folder => File.Exists(Path.Combine(folder, name)));
    }
}
