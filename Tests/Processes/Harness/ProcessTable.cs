using System.Globalization;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A running process, as /proc tells of it.</summary>
/// <param name="Id">Its process id.</param>
/// <param name="Arguments">Its command line.</param>
internal sealed record RunningProcess(int Id, string[] Arguments)
{
    /// <summary>A worker's slot; null for other programs.</summary>
    public string? Slot => Arguments.Contains(Programs.Worker) && Array.IndexOf(Arguments, "--slot") is >= 0 and var at ? Arguments[at + 1] : null;
}

internal static class ProcessTable
{
    /// <summary>
    /// All processes that were told of a data directory, whoever started them and whoever is their parent now. One that has ended is not among
    /// them, though its parent may not have taken note yet: it has no command line any more.
    /// </summary>
    public static List<RunningProcess> On(string dataDirectory)
    {
        var found = new List<RunningProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Arguments(folder) is { } arguments && arguments.Contains(dataDirectory))
            {
                found.Add(new RunningProcess(id, arguments));
            }
        }

        return found;
    }

    private static string[]? Arguments(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
