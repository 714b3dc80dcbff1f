using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Hosting;

/// <summary>
/// A picture that fills the window and is painted over in place: on the alternate screen, so that a window that is resized leaves no remains
/// and what was there before comes back when it is closed.
/// </summary>
internal sealed class FullScreen : IDisposable
{
    // Private modes of xterm; a terminal that does not know one ignores it. 2026 holds the picture back until it is whole; without 7, a line
    // that is too long for a window that just became narrower is cut and not wrapped.
    private const string Open = "\e[?1049h\e[?25l\e[2J";
    private const string Close = "\e[?25h\e[?1049l";
    private const string Begin = "\e[?2026h\e[?7l\e[H";
    private const string End = "\e[J\e[?7h\e[?2026l";
    private const string RestOfLine = "\e[K";

    private readonly IAnsiConsole _console;
    private string? _painted;

    /// <summary>Takes the window.</summary>
    public FullScreen(IAnsiConsole console)
    {
        _console = console;
        Write(Open);
    }

    /// <summary>Columns and rows of the window now.</summary>
    public (int Width, int Height) Size => (_console.Profile.Width, _console.Profile.Height);

    /// <summary>Paints lines that fit the window, with their columns; nothing when they are those that are there.</summary>
    public void Paint(IEnumerable<(IRenderable Line, int Length)> lines, (int Width, int Height) size)
    {
        var picture = new StringBuilder(Begin);
        foreach (var (index, (line, length)) in lines.Index())
        {
            picture.Append(index > 0 ? "\r\n" : "").Append(_console.ToAnsi(line).TrimEnd('\r', '\n'));
            // Behind the last column the cursor stands on it still, and would erase it.
            picture.Append(length < size.Width ? RestOfLine : "");
        }

        var text = picture.Append(End).ToString();
        if (text + size == _painted)
            return;
        Write(text);
        _painted = text + size;
    }

    /// <summary>Gives the window back as it was.</summary>
    public void Dispose() => Write(Close);

    private void Write(string text)
    {
        _console.Profile.Out.Writer.Write(text);
        _console.Profile.Out.Writer.Flush();
    }
}
