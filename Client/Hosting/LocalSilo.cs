using System.ComponentModel;
using System.Diagnostics;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Client.Hosting;

/// <summary>Tells whether a silo runs on a data directory.</summary>
internal static class LocalSilo
{
    /// <summary>Where the silo of this directory listens, or null when none runs. A file left behind by a killed one does not count.</summary>
    public static SiloEndpoint? Find(DataDirectory data) =>
        SiloEndpoint.Read(data.EndpointFile) is { } endpoint && IsAlive(endpoint) ? endpoint : null;

    /// <summary>The same, or the error that says how to start one.</summary>
    public static SiloEndpoint Require(DataDirectory data, Func<string, string?> environment) =>
        Find(data) ?? throw new ConsoleException(
            ExitCode.NotRunning,
            $"no JointQP is running on {data.Path}; start one with 'jointqp up{data.Argument(environment)}'");

    /// <summary>Whether the process that wrote the file is still there. One on another machine cannot be seen from here and counts as alive.</summary>
    public static bool IsAlive(SiloEndpoint endpoint)
    {
        if (endpoint.Host != Environment.MachineName)
            return true;
        try
        {
            using var process = Process.GetProcessById(endpoint.ProcessId);
            // A process that started after the file was written only got the number again.
            return process.StartTime.ToUniversalTime() <= endpoint.StartedAt.UtcDateTime.AddSeconds(1);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (Win32Exception)
        {
            return true;
        }
    }
}
