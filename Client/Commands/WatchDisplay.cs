using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Rendering.Watch;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary>Shows frames as they come, in the form that fits who looks on.</summary>
internal static class WatchDisplay
{
    private const string Footer = "Ctrl-C ends the watching, not the study";

    /// <summary>How often the picture is looked at anew: a resized window is filled, and seconds count on, though no frame comes.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    /// <summary>Shows all frames and answers the last; null when there was none.</summary>
    /// <param name="live">Whether to paint a picture, instead of printing lines.</param>
    /// <param name="footer">The last line of that picture.</param>
    public static Task<WatchFrame?> Show(Call call, IAsyncEnumerable<WatchFrame> frames, bool live, string footer = Footer) =>
        call.IsForPrograms ? Values(call, frames)
        : live ? Live(call.Terminal, frames, footer)
        : Lines(frames, new WatchLines().Next, call.Terminal.Print);

    /// <summary>The same as plain lines beside the data.</summary>
    public static Task<WatchFrame?> Tell(Call call, IAsyncEnumerable<WatchFrame> frames) => Lines(frames, new WatchLines().Next, call.Tell);

    /// <summary>Prints the first frame and leaves it at that; null when there is none.</summary>
    public static async Task<WatchFrame?> Once(Call call, IAsyncEnumerable<WatchFrame> frames)
    {
        await foreach (var frame in frames)
        {
            if (call.IsForPrograms)
                Printer(call)(frame.Status);
            else
                Leave(call.Terminal, frame, height: null);
            return frame;
        }

        return null;
    }

    private static async Task<WatchFrame?> Live(Terminal terminal, IAsyncEnumerable<WatchFrame> frames, string footer)
    {
        WatchFrame? last = null;
        // Not before there is something to see: an error before that is told where people look for it.
        FullScreen? screen = null;
        var height = 0;
        try
        {
            await using var source = frames.GetAsyncEnumerator();
            for (var next = source.MoveNextAsync().AsTask(); ;)
            {
                await Task.WhenAny(next, Task.Delay(Tick, terminal.Time));
                if (next.IsCompleted)
                {
                    if (!await next)
                        return last;
                    last = source.Current;
                    next = source.MoveNextAsync().AsTask();
                }

                if (last is null)
                    continue;
                screen ??= new FullScreen(terminal.Out);
                var size = screen.Size;
                height = size.Height;
                var picture = WatchPicture.Of(last with { Now = terminal.Time.GetUtcNow() }, size.Width, height, GlyphsOf(terminal), footer);
                screen.Paint(picture.Lines.Select(line => (Picture.Single(line), line.Length)), size);
            }
        }
        finally
        {
            screen?.Dispose();
            if (last is not null && screen is not null)
                Leave(terminal, last with { Now = terminal.Time.GetUtcNow() }, last.IsLast ? null : height - 1);
        }
    }

    /// <summary>Prints the picture where it stays.</summary>
    private static void Leave(Terminal terminal, WatchFrame frame, int? height)
    {
        terminal.Out.Write(WatchPicture.Of(frame, terminal.Out.Profile.Width, height, GlyphsOf(terminal)));
        terminal.Out.WriteLine();
    }

    private static Glyphs GlyphsOf(Terminal terminal) => Glyphs.For(terminal.Out.Profile.Capabilities.Unicode, terminal.Environment);

    private static async Task<WatchFrame?> Lines(IAsyncEnumerable<WatchFrame> frames, Func<WatchFrame, IEnumerable<string>> lines, Action<string> print)
    {
        WatchFrame? last = null;
        await foreach (var frame in frames)
        {
            foreach (var line in lines(last = frame))
                print(line);
        }

        return last;
    }

    /// <summary>How the study stands, as data, whenever that has changed.</summary>
    private static async Task<WatchFrame?> Values(Call call, IAsyncEnumerable<WatchFrame> frames)
    {
        var print = Printer(call);
        var (last, told) = ((WatchFrame?)null, "");
        await foreach (var frame in frames)
        {
            last = frame;
            var value = JsonText.LineOf(frame.Status);
            if (value == told)
                continue;
            told = value;
            print(frame.Status);
        }

        return last;
    }

    private static Action<StudyStatus> Printer(Call call) =>
        call.Printer(status => $"{status.Name} {StudyText.Phase(status.Phase)}", StudyRows.Columns);
}
