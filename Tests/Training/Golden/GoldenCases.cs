using System.Text.Json;

namespace JointQP.Tests.Training.Golden;

/// <summary>Reads the cases of one operator from operators.json.</summary>
internal static class GoldenCases
{
    private static readonly JsonElement[] All = Read();

    public static IReadOnlyList<JsonElement> Of(string operation)
    {
        JsonElement[] cases = [.. All.Where(c => c.GetProperty("op").GetString() == operation)];
        Assert.NotEmpty(cases);
        return cases;
    }

    public static float[] Floats(this JsonElement json, string name) => json.GetProperty(name).Floats();

    public static IEnumerable<float[]> Tensors(this JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(values => values.Floats());

    private static float[] Floats(this JsonElement json) => [.. json.EnumerateArray().Select(v => v.GetSingle())];

    public static long[] Shape(this JsonElement json) => [.. json.GetProperty("shape").EnumerateArray().Select(v => v.GetInt64())];

    public static int Int(this JsonElement json, string name) => json.GetProperty(name).GetInt32();

    public static int? Axis(this JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: JsonValueKind.Number } axis ? axis.GetInt32() : null;

    private static JsonElement[] Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "operators.json"));
        return [.. JsonDocument.Parse(file).RootElement.GetProperty("cases").EnumerateArray()];
    }
}
