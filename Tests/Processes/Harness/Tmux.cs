using System.Diagnostics;
using System.Globalization;

namespace JointQP.Tests.Processes.Harness;

/// <summary>A real terminal that a test looks at: tmux, with a server of its own.</summary>
internal sealed class Tmux : IDisposable
{
    private readonly string _socket;

    private Tmux(string socket) => _socket = socket;

    /// <summary>Whether this machine has it.</summary>
    public static bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "tmux")));

    /// <summary>What the window shows, a line for each row, without blanks at their ends.</summary>
    public string[] Screen => Run("capture-pane", "-p").TrimEnd('\n').Split('\n');

    /// <summary>Opens a window in which a shell runs a command and then tells its exit code.</summary>
    public static Tmux Open(string socket, int width, int height, params string[] command)
    {
        var tmux = new Tmux(socket);
        var line = string.Join(' ', command.Select(word => $"'{word}'"));
        tmux.Run(
            "-f", "/dev/null", "new-session", "-d", "-x", Text(width), "-y", Text(height), $"LANG=C.UTF-8 {line}; echo \"exit code $?\"; exec cat");
        return tmux;
    }

    public void Resize(int width, int height) => Run("resize-window", "-x", Text(width), "-y", Text(height));

    /// <summary>Presses a key by tmux's name for it, such as <c>C-c</c>.</summary>
    public void Press(string key) => Run("send-keys", key);

    public void Dispose() => Run("kill-server");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("tmux", ["-S", _socket, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
