using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JointQP.Studies.Words;

namespace JointQP.Training.Export;

/// <summary>The JSON half of an export.</summary>
internal static class ExportDescription
{
    public static byte[] Of(string file, string hash, IReadOnlyList<ExportedNetwork> networks, Schedule schedule, ExportOrigin? origin)
    {
        ArrayBufferWriter<byte> buffer = new();
        // The same bytes on every system, and notation that people can read: it stands in no web page.
        using (Utf8JsonWriter json = new(buffer, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("format", NetworkExport.Format);
            WriteOrigin(json, origin);
            json.WriteString("ordering", schedule.Ordering);
            json.WriteStartObject("tensors");
            json.WriteString("file", file);
            json.WriteString("sha256", hash);
            json.WriteEndObject();
            json.WriteStartArray("networks");
            foreach (var network in networks)
                Write(json, network);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }

    private static void WriteOrigin(Utf8JsonWriter json, ExportOrigin? origin)
    {
        if (origin is null)
        {
            json.WriteNull("origin");
            return;
        }

        json.WriteStartObject("origin");
        json.WriteString("trial", origin.Trial);
        json.WriteNumber("step", origin.Step);
        json.WriteString("stateHash", origin.StateHash);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExportedNetwork network)
    {
        json.WriteStartObject();
        json.WriteString("name", network.Name);
        if (network.Footprint is { } footprint)
        {
            json.WriteStartObject("bytes");
            json.WriteNumber("weights", footprint.WeightBytes);
            json.WriteNumber("biases", footprint.BiasBytes);
            json.WriteNumber("featuresPerSample", footprint.FeatureBytes);
            json.WriteNumber("masks", footprint.MaskBytes);
            json.WriteNumber("index", footprint.IndexBytes);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("bytes");
        }

        json.WriteStartArray("layers");
        foreach (var layer in network.Layers)
            Write(json, layer);
        json.WriteEndArray();
        json.WriteStartObject("aliases");
        foreach (var (name, stored) in network.Aliases)
            json.WriteString(name, stored);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExportedLayer layer)
    {
        json.WriteStartObject();
        json.WriteString("name", layer.Name);
        json.WriteString("kind", layer.Kind);
        Write(json, "weight", layer.Weight);
        Write(json, "bias", layer.Bias);
        if (layer.Input is { } input)
        {
            json.WriteStartObject("input");
            json.WriteString("site", layer.InputFrom);
            Write(json, input);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("input");
        }

        Write(json, "output", layer.Output);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string property, ExportedSite? site)
    {
        if (site is null)
        {
            json.WriteNull(property);
            return;
        }

        var report = site.Report;
        json.WriteStartObject(property);
        json.WriteString("site", report.Name);
        json.WriteString("tensor", site.Tensor);
        if (!site.Shape.IsEmpty)
            WriteNumbers(json, "shape", site.Shape);
        json.WriteString("mask", site.Mask);
        Write(json, site.Grid);
        json.WriteNumber("elements", report.Elements);
        json.WriteNumber("kept", report.Kept);
        json.WriteNumber("sparsity", report.Sparsity);
        if (report.NonZero is { } nonZero)
            json.WriteNumber("nonZero", nonZero);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("maskBytes", report.MaskBytes);
        json.WriteNumber("indexBytes", report.IndexBytes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExportedGrid? grid)
    {
        json.WriteNumber("bits", grid?.Bits ?? 32);
        if (grid is null)
            return;
        WriteNumbers(json, "decimalBits", grid.DecimalBits.Select(d => (long)d));
        if (grid.Axis is { } axis)
            json.WriteNumber("axis", axis);
        else
            json.WriteNull("axis");
        json.WriteString("rounding", grid.Rounding.ToString().ToLowerInvariant());
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
