using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace JointQP.Studies.Words;

/// <summary>The identity of a trial: SHA-256 over its spec in canonical form.</summary>
public static class TrialKey
{
    private static readonly JsonSerializerOptions Canonical = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>64 lower-case hexadecimal digits that are equal exactly when two specs are.</summary>
    public static string Of(TrialSpec spec) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(spec, Canonical)));
}
