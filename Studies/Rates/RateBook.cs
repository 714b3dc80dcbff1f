using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JointQP.Studies.Words;

namespace JointQP.Studies.Rates;

/// <summary>What was measured on the devices of one data directory: what a plan's time is estimated by.</summary>
/// <param name="Form">The form of the file: <see cref="PresentForm"/>.</param>
/// <param name="Networks">Those measured last stand last.</param>
public sealed record RateBook(int Form, ImmutableArray<NetworkRates> Networks)
{
    /// <summary>The form that this program writes and reads.</summary>
    public const int PresentForm = 1;

    // Some 5 kB each.
    private const int MostNetworks = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // Kinds hold no character that would have to be escaped, names of plug-ins may.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Nothing measured yet.</summary>
    public static RateBook Empty { get; } = new(PresentForm, []);

    /// <summary>Whether all figures are figures: what is stored passes through other hands.</summary>
    [JsonIgnore]
    public bool IsSound => !Networks.IsDefault && Networks.All(rates => rates is { IsSound: true });

    /// <summary>With what a stage took.</summary>
    /// <param name="spec">The trial that led it.</param>
    /// <param name="to">One past its last step.</param>
    /// <param name="timing">Its time.</param>
    /// <param name="bytes">The size of the checkpoint at its end.</param>
    public RateBook Add(TrialSpec spec, long to, StageTiming timing, long bytes)
    {
        ArgumentNullException.ThrowIfNull(timing);
        var key = RateKey.Of(spec, timing.Device);
        var measured = (Networks.FirstOrDefault(rates => rates.Key == key) ?? NetworkRates.None(key)).Add(timing, new StepKinds(spec).After(to), bytes);
        return this with { Networks = [.. Networks.Where(rates => rates.Key != key).Append(measured).TakeLast(MostNetworks)] };
    }

    /// <summary>This book, and of another what this one does not have.</summary>
    public RateBook Beside(RateBook other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var mine = Networks.Select(rates => rates.Key).ToHashSet();
        return this with { Networks = [.. other.Networks.Where(rates => !mine.Contains(rates.Key)), .. Networks] };
    }

    /// <summary>The file's text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads a text; null when it is none of <see cref="ToJson"/>, or of another form.</summary>
    public static RateBook? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RateBook>(text, Json) is { Form: PresentForm, IsSound: true } book
                ? book
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
