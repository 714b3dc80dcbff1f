using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Hosting;

/// <summary>Who gets colours: terminals, unless somebody says otherwise (https://no-color.org, https://bixense.com/clicolors).</summary>
internal static class Colors
{
    /// <summary>The variable that turns them off; it counts when it is not empty.</summary>
    public const string NoColorVariable = "NO_COLOR";

    /// <summary>The variables that turn them on in a pipe too; they count when they are neither empty nor 0.</summary>
    public static IReadOnlyList<string> ForceVariables { get; } = ["FORCE_COLOR", "CLICOLOR_FORCE"];

    /// <summary>Whether they are wanted in a pipe too.</summary>
    public static bool AreForced(Func<string, string?> environment) => ForceVariables.Any(name => environment(name) is not (null or "" or "0"));

    /// <summary>A console on an output.</summary>
    /// <param name="redirected">Whether it is a pipe or a file.</param>
    public static IAnsiConsole Create(IAnsiConsoleOutput output, bool redirected, Func<string, string?> environment)
    {
        var off = !string.IsNullOrEmpty(environment(NoColorVariable));
        var forced = !off && AreForced(environment);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = !redirected ? AnsiSupport.Detect : forced ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = off || (redirected && !forced) ? ColorSystemSupport.NoColors : redirected ? ColorSystemSupport.EightBit : ColorSystemSupport.Detect,
            // A pipe in a build server is a pipe: without this it would get colours there.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = !redirected },
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
            Out = output,
        });
        if (off)
            Stop(console);
        return console;
    }

    /// <summary>Leaves colours out, and bold and the like with them: what moves the cursor of a live display stays.</summary>
    public static void Stop(IAnsiConsole console)
    {
        console.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        console.Pipeline.Attach(new Hook());
    }

    private sealed class Hook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
            renderables.Select(renderable => new Plain(renderable));
    }

    private sealed class Plain(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner.Render(options, maxWidth).Select(part => part.IsControlCode || part.IsLineBreak ? part : new Segment(part.Text));
    }
}
