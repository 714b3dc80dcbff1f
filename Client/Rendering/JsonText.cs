using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JointQP.Client.Rendering;

/// <summary>The one form of JSON that the console prints: camel case, enumerations as words, names of metrics as they are.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented = Options(indented: true);
    private static readonly JsonSerializerOptions Compact = Options(indented: false);

    /// <summary>Over several lines.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Indented);

    /// <summary>Reads what was written so.</summary>
    /// <exception cref="JsonException">It was not.</exception>
    public static T? Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Compact);

    /// <summary>As a tree, for the other forms.</summary>
    public static JsonElement ElementOf<T>(T value) => JsonSerializer.SerializeToElement(value, Compact);

    /// <summary>In one line, for streams of values.</summary>
    public static string LineOf<T>(T value) => JsonSerializer.Serialize(value, Compact);

    private static JsonSerializerOptions Options(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        DictionaryKeyPolicy = JsonNamingPolicy.CamelCase,
        // Schedules hold "->": unreadable when escaped, and this is no HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
