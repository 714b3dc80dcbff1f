using System.Collections.Immutable;
using System.Text.Json;
using JointQP.Client.Hosting;

namespace JointQP.Client.Files;

/// <summary>What an export's description tells, as far as the console has to do with it.</summary>
/// <param name="TensorsHash">SHA-256 of the file of tensors.</param>
/// <param name="StateHash">The hash of weights and operator state that it was exported from; null when it tells none.</param>
/// <param name="Sites">What each layer is, in order.</param>
internal sealed record ExportReader(string TensorsHash, string? StateHash, ImmutableArray<ExportSite> Sites)
{
    private static readonly string[] Parts = ["weight", "bias", "input", "output"];

    /// <summary>Reads a description.</summary>
    /// <exception cref="ConsoleException">It cannot be read, or is none.</exception>
    public static ExportReader Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            var root = document.RootElement;
            return new ExportReader(
                root.GetProperty("tensors").GetProperty("sha256").GetString()!,
                root.TryGetProperty("origin", out var origin) && origin.ValueKind == JsonValueKind.Object ? origin.GetProperty("stateHash").GetString() : null,
                [.. root.GetProperty("networks").EnumerateArray().SelectMany(Network)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ConsoleException(ExitCode.Failed, $"{path} cannot be read as the description of an export: {e.Message}", e);
        }
    }

    private static IEnumerable<ExportSite> Network(JsonElement network) =>
        from layer in network.GetProperty("layers").EnumerateArray()
        from part in Parts
        where layer.TryGetProperty(part, out var site) && site.ValueKind == JsonValueKind.Object && site.TryGetProperty("elements", out _)
        select Site(network, layer, part, layer.GetProperty(part));

    private static ExportSite Site(JsonElement network, JsonElement layer, string part, JsonElement site) => new(
        network.GetProperty("name").GetString() ?? "",
        layer.GetProperty("name").GetString() ?? "",
        part,
        site.GetProperty("bits").GetInt32(),
        site.TryGetProperty("decimalBits", out var decimals) ? [.. decimals.EnumerateArray().Select(d => d.GetInt32())] : [],
        site.GetProperty("elements").GetInt64(),
        site.GetProperty("kept").GetInt64(),
        site.GetProperty("bytes").GetDouble());
}

/// <summary>What became of one part of a layer.</summary>
/// <param name="Network">The network.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Part"><c>weight</c>, <c>bias</c>, <c>input</c> or <c>output</c>.</param>
/// <param name="Bits">Bits of an element; 32 for floats.</param>
/// <param name="DecimalBits">How many of its bits are behind the binary point: one number, or one for each channel; empty for floats.</param>
/// <param name="Elements">Elements in all.</param>
/// <param name="Kept">Elements that no mask takes away.</param>
/// <param name="Bytes">Its bytes without masks.</param>
internal sealed record ExportSite(
    string Network, string Layer, string Part, int Bits, ImmutableArray<int> DecimalBits, long Elements, long Kept, double Bytes);
