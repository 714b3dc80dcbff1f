using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Files;
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
        var files = parsed.Spec?.WithFiles(launch.Files).Files.Where(file => !StoredFile.IsHash(file.Hash))
            .Select(file => new SpecProblem(file.Line, file.Column, $"the content of '{file.Path}' was not handed over with the study; launch it with 'jointqp study launch'"));
        return [.. name, .. parsed.Problems.Concat(files ?? []).Select(problem => problem.ToString())];
    }

    /// <summary>The paths whose content is not what it was.</summary>
    public static ImmutableArray<string> ChangedFiles(ImmutableArray<FileContent> before, ImmutableArray<FileContent> now) =>
        [.. now.Except(before).Concat(before.Except(now)).Select(file => file.Path).Distinct(StringComparer.Ordinal)];

    /// <summary>Why a launch cannot have its name: the study that has it is another one.</summary>
    public static string Taken(string name, string specText, ImmutableArray<FileContent> files, StudyLaunch launch) => SameSpec(specText, launch.SpecText)
        ? $"a study named '{name}' is there already, launched with another content of {string.Join(", ", ChangedFiles(files, launch.Files))}; give this one another name"
        : $"a study named '{name}' is there already, with another spec; add to it with 'jointqp study extend', or give this one another name";

    /// <summary>Whether two texts are the same spec; how lines end is no part of it.</summary>
    public static bool SameSpec(string one, string other) =>
        string.Equals(one.ReplaceLineEndings("\n").TrimEnd(), other.ReplaceLineEndings("\n").TrimEnd(), StringComparison.Ordinal);
}
