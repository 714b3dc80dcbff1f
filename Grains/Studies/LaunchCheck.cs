using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Grains.Studies;

/// <summary>Whether a launch can be carried out.</summary>
internal static class LaunchCheck
{
    /// <summary>What is wrong with it, for people; empty when nothing is.</summary>
    public static ImmutableArray<string> Problems(StudyLaunch launch, SpecResult parsed)
    {
        // A study may be launched under another name than its spec gives it, so that one file can be launched twice.
        var name = StudyName.IsValid(launch.Name) ? Enumerable.Empty<string>() : [$"'{launch.Name}' is no name of a study; allowed: {StudyName.Rule}"];
        return [.. name, .. parsed.Problems.Select(problem => problem.ToString())];
    }

    /// <summary>Whether two texts are the same spec; how lines end is no part of it.</summary>
    public static bool SameSpec(string one, string other) =>
        string.Equals(one.ReplaceLineEndings("\n").TrimEnd(), other.ReplaceLineEndings("\n").TrimEnd(), StringComparison.Ordinal);
}
