using System.Diagnostics;
using System.Text.RegularExpressions;
using JointQP.Client.Reports;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Tests.Unit.Client.Reports;

/// <summary>Pages in a real browser; skipped where there is none.</summary>
public sealed partial class ReportBrowserTests : IDisposable
{
    private static readonly int[] Widths = [360, 768, 1280];

    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-").FullName;

    public static TheoryData<string> Pages => ["full", "running", "long", "margin"];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnPhonesTabletsAndDesktops_IsNoWiderThanTheWindowAndHasNoErrors(string page)
    {
        var browser = Browser();
        Assert.SkipWhen(browser is null, "there is no Chromium on this machine: install the package 'chromium' to run this");
        var text = ReportPage.Of(Data(page));
        await File.WriteAllTextAsync(Path.Combine(_folder, "report.html"), text, TestContext.Current.CancellationToken);
        ReportSamples.Keep(page, text);
        // A window has a least width, a frame has not; the page within is as wide as the frame, and so are its styles.
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "frames.html"),
            $$"""
            <!DOCTYPE html><meta charset="utf-8"><body>{{string.Join("", Widths.Select(width => $"<iframe src='report.html' style='width:{width}px;height:800px;border:0'></iframe>"))}}
            <pre id="measured">nothing</pre><script>
            addEventListener('load', () => document.getElementById('measured').textContent = [...document.querySelectorAll('iframe')].map(frame => {
              const page = frame.contentDocument.documentElement;
              return page.clientWidth + ':' + page.scrollWidth + ':' + frame.contentDocument.querySelectorAll('figure').length;
            }).join(' '));
            </script>
            """,
            TestContext.Current.CancellationToken);

        var (dom, log) = await Run(browser, $"file://{Path.Combine(_folder, "frames.html")}");

        var measured = Measured().Match(dom).Groups["widths"].Value;
        var frames = measured.Split(' ').Select(frame => frame.Split(':').Select(int.Parse).ToArray()).ToList();
        Assert.Equal(Widths.Length, frames.Count);
        Assert.All(frames, frame => Assert.True(frame[1] <= frame[0] && frame[0] > 300, $"width and content: {measured}"));
        Assert.All(frames, frame => Assert.True(frame[2] > 0, $"no figures: {measured}"));
        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ReportData Data(string page) => page switch
    {
        "full" => ReportSamples.Full(),
        "running" => ReportSamples.Of(
            ReportSamples.Spec(4, ReportSamples.Pair), trial => trial.Spec.Seed < 3 ? ReportSamples.Usual(trial) : null, phase: StudyPhase.Running, failed: trial => trial.Index == 3),
        "margin" => ReportSamples.Of(ReportSamples.Spec(10, ReportSamples.Orders + "\n      - float\n      - { order: Q8(w), onsets: [30%] }"), ReportSamples.Usual, margin: 0.02),
        _ => ReportSamples.Of(
            ReportSamples.Spec(3, $"      - name: {new string('x', 80)}\n        order: P0.5(w) -> Q8(w)\n        onsets: [1 epoch, 3 epochs]\n{ReportSamples.Pair}"), ReportSamples.Usual),
    };

    private static string? Browser() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private async Task<(string Dom, string Log)> Run(string browser, string address)
    {
        var start = new ProcessStartInfo(browser) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--enable-logging=stderr", $"--user-data-dir={Path.Combine(_folder, "profile")}", "--virtual-time-budget=20000", "--dump-dom", address })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            var (dom, log) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (await dom, await log);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("<pre id=\"measured\">(?<widths>[^<]*)</pre>")]
    private static partial Regex Measured();
}
