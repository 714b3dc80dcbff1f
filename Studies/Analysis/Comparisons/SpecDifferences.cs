using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Files;
using JointQP.Studies.Notation;
using JointQP.Studies.Spec;
using JointQP.Studies.Words;

namespace JointQP.Studies.Analysis.Comparisons;

/// <summary>What differs in the specs of two studies.</summary>
internal static class SpecDifferences
{
    // By their serialized form, so that a setting that comes later is compared without a word here.
    private static readonly JsonSerializerOptions Names = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Settings of the studies, then of each experiment that both have. Schedules are another matter.</summary>
    public static IEnumerable<SettingDifference> Of(StudySpec first, StudySpec second)
    {
        var others = second.Experiments.ToDictionary(experiment => experiment.Name, StringComparer.Ordinal);
        return
        [
            .. Differences(null, Settings(first), Settings(second)),
            .. first.Experiments.Where(experiment => others.ContainsKey(experiment.Name))
                .SelectMany(experiment => Differences(experiment.Name, Settings(experiment, others[experiment.Name]), Settings(others[experiment.Name], experiment))),
        ];
    }

    /// <summary>Schedules of one label that are others by their order or onsets.</summary>
    public static IEnumerable<SettingDifference> OfSchedules(ExperimentTrials first, ExperimentTrials second) =>
        from schedule in first.Schedules.OrderBy(schedule => schedule.Key, StringComparer.Ordinal)
        where second.Schedules.TryGetValue(schedule.Key, out var other) && schedule.Value != other
        let there = second.Schedules[schedule.Key]
        select schedule.Value.Ordering == there.Ordering
            ? new SettingDifference(first.Name, $"onsets of {schedule.Key}", Onsets(schedule.Value), Onsets(there))
            : new SettingDifference(first.Name, $"order of {schedule.Key}", schedule.Value.Ordering, there.Ordering);

    private static IEnumerable<SettingDifference> Differences(string? experiment, Dictionary<string, string> first, Dictionary<string, string> second) =>
        first.Keys.Union(second.Keys, StringComparer.Ordinal)
            .Where(name => first.GetValueOrDefault(name) != second.GetValueOrDefault(name))
            .Select(name => new SettingDifference(experiment, name, first.GetValueOrDefault(name), second.GetValueOrDefault(name)));

    private static Dictionary<string, string> Settings(StudySpec study) => Flat(new
    {
        Seeds = Ranges(study.Seeds),
        study.Limits,
        study.Priority,
        study.Sharing,
    });

    private static Dictionary<string, string> Settings(ExperimentSpec experiment, ExperimentSpec other) => Flat(new
    {
        experiment.Task,
        experiment.Dataset,
        experiment.Samples,
        experiment.Network,
        experiment.Training,
        experiment.Compression,
        experiment.Stopper,
        Search = experiment.Search is { } search ? new { search.Budget, search.Confirm, search.Seed, search.Resolution } : null,
        Plugin = File(experiment.Plugin, other.Plugin),
        Weights = File(experiment.Weights, other.Weights),
        experiment.Metric,
        experiment.Kind,
        experiment.Margin,
    });

    /// <summary>A file is what it holds, wherever it lies; its path counts only where that is not known of both.</summary>
    private static string? File(NamedFile? file, NamedFile? other) =>
        file is null ? null : file.Hash.Length == 0 || other?.Hash.Length == 0 ? file.Path : file.Hash;

    private static Dictionary<string, string> Flat(object settings)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        Add("", JsonSerializer.SerializeToElement(settings, Names));
        return found;

        void Add(string name, JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in element.EnumerateObject())
                    Add(name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value);
            }
            else
                found.Add(name, element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());
        }
    }

    /// <summary>Such as <c>1 to 6, 9</c>.</summary>
    private static string Ranges(ImmutableArray<long> seeds)
    {
        List<(long From, long To)> ranges = [];
        foreach (var seed in seeds.Order())
        {
            if (ranges.Count > 0 && ranges[^1].To + 1 == seed)
                ranges[^1] = (ranges[^1].From, seed);
            else
                ranges.Add((seed, seed));
        }

        return string.Join(", ", ranges.Select(range => range.From == range.To ? range.From.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{range.From} to {range.To}")));
    }

    private static string Onsets(Schedule schedule) => schedule.Onsets.IsEmpty ? "none" : string.Join(", ", schedule.Onsets.Select(Told));

    private static string Told(Onset onset)
    {
        var start = string.Create(CultureInfo.InvariantCulture, $"{new Term(onset.Kind, onset.Strength, onset.Target)} at {onset.Start}");
        return onset.Times > 0 ? start + string.Create(CultureInfo.InvariantCulture, $" to {onset.Settled}") : start;
    }
}
