using System.Globalization;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary>How people name a trial: by its index in the study's plan, or as <c>EXPERIMENT/SCHEDULE/SEED</c>.</summary>
internal static class TrialName
{
    /// <summary>The rule for people.</summary>
    public const string Rule = "an index, such as 12, or EXPERIMENT/SCHEDULE/SEED";

    /// <summary>The long name.</summary>
    public static string Of(TrialRow trial) => $"{trial.Experiment}/{trial.Schedule}/{trial.Seed.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The trial of this name; null when there is none. Spaces do not count, and an index may be written as plans write it: <c>t0012</c>.</summary>
    public static TrialRow? Find(string found, IReadOnlyList<TrialRow> trials)
    {
        if (IndexOf(found) is { } index)
            return index < trials.Count ? trials[index] : null;
        var wanted = Packed(found);
        return trials.FirstOrDefault(trial => Packed(Of(trial)) == wanted);
    }

    /// <summary>The error that there is no such trial, with those that may have been meant.</summary>
    public static ConsoleException Unknown(string found, StudyTrials study)
    {
        if (IndexOf(found) is not null)
            return new ConsoleException(ExitCode.BadInput, $"study {study.Study} has no trial {found}; its trials are 0 to {study.Trials.Length - 1}");
        var byName = study.Trials.ToDictionary(Of, trial => trial.Index, StringComparer.Ordinal);
        var nearest = NearNames.Of(found, byName.Keys).Select(name => $"{byName[name]} ({name})");
        return new ConsoleException(
            ExitCode.BadInput,
            $"study {study.Study} has no trial '{found}'; nearest: {string.Join(", ", nearest)} ('jointqp trial list {study.Study}' shows all)");
    }

    /// <summary>Without spaces, so that a schedule need not be typed exactly as it is printed.</summary>
    public static string Packed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    private static int? IndexOf(string found) =>
        int.TryParse(found.StartsWith('t') ? found[1..] : found, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
}
