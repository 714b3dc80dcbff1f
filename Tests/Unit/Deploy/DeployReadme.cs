using System.Text.RegularExpressions;
using JointQP.Tests.Unit.Architecture;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>What the page about Kubernetes has people do.</summary>
internal static partial class DeployReadme
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "k8s", "README.md"));

    /// <summary>The keys of the Secrets that its commands make.</summary>
    public static Dictionary<string, string[]> Secrets { get; } = CreateSecret().Matches(Text)
        .ToDictionary(match => match.Groups["secret"].Value, match => match.Groups["key"].Captures.Select(key => key.Value).ToArray(), StringComparer.Ordinal);

    /// <summary>The kustomization of one's own that it shows, for a folder beside the overlays.</summary>
    public static string OwnOverlay { get; } = Overlay().Match(Text).Groups["text"].Value;

    [GeneratedRegex(@"create secret generic (?<secret>[a-z-]+)(?:\s+--from-literal=(?<key>\w+)=\S+)+", RegexOptions.ExplicitCapture)]
    private static partial Regex CreateSecret();

    [GeneratedRegex(@"```yaml\n(?<text># deploy/k8s/overlays/[^`]+)```", RegexOptions.ExplicitCapture)]
    private static partial Regex Overlay();
}
