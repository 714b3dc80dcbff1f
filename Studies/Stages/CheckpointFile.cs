using System.Globalization;
using System.Text.RegularExpressions;

namespace JointQP.Studies.Stages;

/// <summary>How the files of a study's checkpoints are named: <c>STAGE-eEPOCH-sSTEP</c>, then the content's hash, or nothing while it is written.</summary>
public static partial class CheckpointFile
{
    /// <summary>The name up to the hash.</summary>
    public static string Stem(string stage, long epoch, long step) => string.Create(CultureInfo.InvariantCulture, $"{stage}-e{epoch}-s{step}");

    /// <summary>The epoch of the lease that the file was written under; null when it is no checkpoint's name.</summary>
    public static long? EpochOf(string file) =>
        Name().Match(file) is { Success: true } match
        && long.TryParse(match.Groups["epoch"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? epoch
            : null;

    /// <summary>What comes before the hash in a file's name; empty when it is no checkpoint's name.</summary>
    public static string StemOf(string file) => Name().Match(file) is { Success: true } match ? match.Value[..^1] : "";

    [GeneratedRegex(@"^.+-e(?<epoch>\d+)-s\d+[-.]", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
