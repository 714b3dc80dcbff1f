using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using Spectre.Console;

namespace JointQP.Client.Commands;

/// <summary>Shows frames as they come, in the form that fits who looks on.</summary>
internal static class WatchDisplay
{
    /// <summary>Shows all frames and answers the last; null when there was none.</summary>
    /// <param name="live">Whether to redraw a display, instead of printing lines.</param>
    public static Task<WatchFrame?> Show(Call call, IAsyncEnumerable<WatchFrame> frames, bool live) =>
        call.Json ? Lines(frames, new JsonLines().Next, call.Terminal.Print)
        : live ? Live(call, frames)
        : Lines(frames, new WatchLines().Next, call.Terminal.Print);

    /// <summary>The same as plain lines beside the data.</summary>
    public static Task<WatchFrame?> Tell(Call call, IAsyncEnumerable<WatchFrame> frames) => Lines(frames, new WatchLines().Next, call.Tell);

    private static Task<WatchFrame?> Live(Call call, IAsyncEnumerable<WatchFrame> frames) =>
        call.Terminal.Out.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).StartAsync(async display =>
        {
            WatchFrame? last = null;
            await foreach (var frame in frames)
                display.UpdateTarget(WatchText.Of(last = frame));
            return last;
        });

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

    private sealed class JsonLines
    {
        private string? _last;

        public IEnumerable<string> Next(WatchFrame frame)
        {
            var line = JsonText.LineOf(frame.Status);
            if (line == _last)
                return [];
            _last = line;
            return [line];
        }
    }
}
