using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using JointQP.Tests.Unit.Architecture;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>What <c>kubectl apply -k</c> would send, rendered without a cluster.</summary>
internal static class Kubectl
{
    private static readonly ConcurrentDictionary<string, string> Rendered = new(StringComparer.Ordinal);

    /// <summary>The first that takes several patches from one file; kubectl 1.31 has a later one.</summary>
    private static readonly Version Oldest = new(5, 1);

    /// <summary>The folder of the overlays.</summary>
    public static string Overlays { get; } = Path.Combine(Repository.Root, "deploy", "k8s", "overlays");

    /// <summary>The manifests of an overlay, as one YAML text. Skips the test where there is no kubectl, or one too old for these files.</summary>
    public static string Render(string overlay) => Rendered.GetOrAdd(overlay, name => RenderFolder(Path.Combine(Overlays, name)));

    /// <summary>The same of a folder anywhere.</summary>
    public static string RenderFolder(string folder)
    {
        using var version = JsonDocument.Parse(Run("version", "--client", "-o", "json"));
        // Older than 1.25, it does not tell.
        var kustomize = version.RootElement.TryGetProperty("kustomizeVersion", out var found) ? found.GetString()!.TrimStart('v') : "4.0.0";
        Assert.SkipWhen(Version.Parse(kustomize) < Oldest, $"The manifests are not tested: this kubectl has kustomize {kustomize}, and they are written for {Oldest}.");
        return Run("kustomize", folder);
    }

    private static string Run(params string[] arguments)
    {
        Process kubectl;
        try
        {
            kubectl = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("The manifests are not tested: there is no kubectl.");
            throw;
        }

        using (kubectl)
        {
            var complained = kubectl.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = kubectl.StandardOutput.ReadToEnd();
            kubectl.WaitForExit();
            Assert.True(kubectl.ExitCode == 0, complained.Result);
            // Such as of fields that are going to be removed.
            Assert.Equal("", complained.Result);
            return output;
        }
    }
}
