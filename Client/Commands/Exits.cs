using System.Collections.Immutable;
using System.Globalization;
using JointQP.Client.Hosting;

namespace JointQP.Client.Commands;

/// <summary>The exit codes of a command, for its help.</summary>
/// <param name="Codes">Each with when it comes.</param>
internal sealed record Exits(ImmutableSortedDictionary<int, string> Codes)
{
    /// <summary>Of commands that need no cluster.</summary>
    public static Exits Local { get; } = new(ImmutableSortedDictionary<int, string>.Empty
        .Add(ExitCode.Ok, "done")
        .Add(ExitCode.BadInput, "a word, a file or a place that was given cannot be used")
        .Add(ExitCode.Interrupted, "interrupted"));

    /// <summary>Of commands that ask the cluster.</summary>
    public static Exits Cluster { get; } = Local.And(ExitCode.NotRunning, "no JointQP runs or answers there");

    /// <summary>These and another one, or with other words for one of these.</summary>
    public Exits And(int code, string when) => new(Codes.SetItem(code, when));

    /// <summary>For the end of a help.</summary>
    public string Text => "Exit codes:\n" + string.Join('\n', Codes.Select(pair => $"  {pair.Key.ToString(CultureInfo.InvariantCulture),-3}  {pair.Value}"));
}
