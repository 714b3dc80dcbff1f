using System.Text.RegularExpressions;
using JointQP.Tests.Unit.Architecture;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>The recipe of the image.</summary>
internal static partial class Dockerfile
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "Dockerfile"));

    /// <summary>The projects whose programs the image holds.</summary>
    public static string[] Published { get; } = PublishLoop().Match(Text).Groups["projects"].Value.Split(' ');

    [GeneratedRegex("for project in (?<projects>[A-Za-z ]+); do dotnet publish", RegexOptions.ExplicitCapture)]
    private static partial Regex PublishLoop();
}
