using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A network of its own, joined to this machine's by one cable that can be pulled. The file system, and with it the database's socket, is not behind it.</summary>
internal sealed class CutOff : IDisposable
{
    private readonly string _name = "jq" + Guid.NewGuid().ToString("N")[..8];

    // Of its own, for what an earlier run that was killed has left, or another lays meanwhile.
    private readonly string _net = $"10.213.{RandomNumberGenerator.GetInt32(256)}";

    /// <summary>The address of what is behind the cable.</summary>
    public string Inside => _net + ".2";

    /// <summary>The address of this machine, as seen from there.</summary>
    public string Outside => _net + ".1";

    /// <summary>Starts a program behind the cable.</summary>
    public string[] Through => ["ip", "netns", "exec", _name];

    private CutOff()
    {
    }

    /// <summary>Lays the cable. Skips the test where that is not allowed.</summary>
    public static CutOff Create()
    {
        CutOff cable = new();
        Assert.SkipUnless(Environment.IsPrivilegedProcess && TryRun("ip", "netns", "add", cable._name), "A network cannot be cut here: it takes root, and 'ip netns'.");
        Run("ip", "link", "add", cable._name, "type", "veth", "peer", "name", "cable", "netns", cable._name);
        Run("ip", "addr", "add", cable.Outside + "/24", "dev", cable._name);
        Run("ip", "link", "set", cable._name, "up");
        Run("ip", "-n", cable._name, "addr", "add", cable.Inside + "/24", "dev", "cable");
        Run("ip", "-n", cable._name, "link", "set", "cable", "up");
        Run("ip", "-n", cable._name, "link", "set", "lo", "up");
        return cable;
    }

    public void Pull() => Run("ip", "link", "set", _name, "down");

    public void Plug() => Run("ip", "link", "set", _name, "up");

    public void Dispose() => TryRun("ip", "netns", "del", _name);

    private static void Run(params string[] line) => Assert.True(TryRun(line), string.Join(' ', line));

    private static bool TryRun(params string[] line)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
