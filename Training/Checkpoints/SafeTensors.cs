using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace JointQP.Training.Checkpoints;

/// <summary>
/// The safetensors form: the header's length in 8 bytes little endian, a JSON header with each tensor's dtype, shape and place, then the raw
/// tensors one after another. Many tools read it, and it cannot carry code.
/// </summary>
internal static class SafeTensors
{
    private const string MetadataKey = "__metadata__";
    private const int Alignment = 8;
    private const long LongestHeader = 100_000_000;

    private static readonly (ScalarType Type, string Name)[] Types =
    [
        (ScalarType.Float32, "F32"), (ScalarType.Float64, "F64"), (ScalarType.Float16, "F16"), (ScalarType.BFloat16, "BF16"),
        (ScalarType.Int64, "I64"), (ScalarType.Int32, "I32"), (ScalarType.Int16, "I16"), (ScalarType.Int8, "I8"),
        (ScalarType.Byte, "U8"), (ScalarType.Bool, "BOOL"),
    ];

    /// <summary>The form's name of an element type.</summary>
    public static string NameOf(ScalarType type) => Types.First(t => t.Type == type).Name;

    /// <summary>Writes tensors in the given order; they must be contiguous and on the CPU.</summary>
    public static void Write(
        Stream stream,
        IReadOnlyCollection<KeyValuePair<string, Tensor>> tensors,
        IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in tensors)
            stream.Write(tensor.bytes);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; the caller owns the tensors.</summary>
    /// <exception cref="InvalidDataException">It is not in this form.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(Stream stream)
    {
        Span<byte> length = stackalloc byte[8];
        stream.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size is < 2 or > LongestHeader || size > stream.Length - 8)
            throw new InvalidDataException($"its header claims {size} bytes");
        var header = new byte[size];
        stream.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            return Read(stream, json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException("its header is not that of a safetensors file", e);
        }
    }

    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(Stream stream, JsonElement header)
    {
        var start = stream.Position;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in header.EnumerateObject())
            {
                if (entry.Name == MetadataKey)
                    foreach (var pair in entry.Value.EnumerateObject())
                        metadata[pair.Name] = pair.Value.GetString() ?? "";
                else
                    tensors.Add(entry.Name, ReadTensor(stream, start, entry));
            }

            return (tensors, metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    private static Tensor ReadTensor(Stream stream, long start, JsonProperty entry)
    {
        var name = entry.Value.GetProperty("dtype").GetString();
        var type = Types.FirstOrDefault(t => t.Name == name);
        if (type.Name is null)
            throw new InvalidDataException($"tensor '{entry.Name}' has the unknown element type '{name}'");
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
        long[] place = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt64())];
        var tensor = empty(shape, type.Type).DetachFromDisposeScope();
        if (place is not [>= 0, _] || place[1] - place[0] != tensor.bytes.Length || place[1] > stream.Length - start)
        {
            tensor.Dispose();
            throw new InvalidDataException($"tensor '{entry.Name}' does not lie where the header says");
        }

        stream.Position = start + place[0];
        stream.ReadExactly(tensor.bytes);
        return tensor;
    }

    private static byte[] Header(IEnumerable<KeyValuePair<string, Tensor>> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, tensor) in tensors)
            {
                var end = offset + (tensor.NumberOfElements * tensor.ElementSize);
                json.WriteStartObject(name);
                json.WriteString("dtype", NameOf(tensor.dtype));
                WriteNumbers(json, "shape", tensor.shape);
                WriteNumbers(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while ((memory.Length + 8) % Alignment != 0)
            memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
