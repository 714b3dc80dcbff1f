using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JointQP.Studies.Analysis;

namespace JointQP.Studies.Results;

/// <summary>One value a trial reported.</summary>
/// <param name="Stage">Position of its stage in the trial's path.</param>
/// <param name="Step">Training step.</param>
/// <param name="Name">Such as <c>train/loss</c>.</param>
/// <param name="Value">Its bits count.</param>
public readonly record struct MetricPoint(int Stage, long Step, string Name, double Value);

/// <summary>What one trial adds to the result hash: 32 bytes, however many metrics it has.</summary>
/// <param name="Key">The trial key.</param>
/// <param name="Digest">64 lower-case hexadecimal digits.</param>
public sealed record TrialDigest(string Key, string Digest);

/// <summary>The identity of what a study found, with nothing in it of when, where and in how many attempts it was found.</summary>
/// <remarks>
/// SHA-256 over trials sorted by key, each SHA-256 over (trial key, state hash, metrics sorted by stage, step and name). Numbers are
/// little endian, texts are UTF-8 after their length in bytes, values are the bits of the double. A stage's position orders metrics
/// but is not hashed: where a trial is cut, with whom it shares, or what a stopper looks at on the way, is no part of its result.
/// </remarks>
public static class ResultHash
{
    /// <summary>One trial's part.</summary>
    /// <exception cref="ArgumentException">Two metrics have the same stage, step and name: then which one counts is not known.</exception>
    public static TrialDigest OfTrial(string key, string stateHash, IEnumerable<MetricPoint> metrics)
    {
        var sorted = metrics.Where(point => !point.Name.StartsWith(VerdictMetric.RungPrefix, StringComparison.Ordinal)).OrderBy(point => point.Stage).ThenBy(point => point.Step).ThenBy(point => point.Name, StringComparer.Ordinal).ToList();
        using var hash = new Writer();
        hash.Text(key);
        hash.Text(stateHash);
        hash.Number(sorted.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            var point = sorted[i];
            if (i > 0 && sorted[i - 1] is var before && before.Stage == point.Stage && before.Step == point.Step && before.Name == point.Name)
                throw new ArgumentException($"metric {point.Name} of step {point.Step} is there twice", nameof(metrics));
            hash.Number(point.Step);
            hash.Text(point.Name);
            hash.Number(BitConverter.DoubleToInt64Bits(point.Value));
        }

        return new TrialDigest(key, hash.Finish());
    }

    /// <summary>The study's result hash, 64 lower-case hexadecimal digits. The order of the trials does not matter.</summary>
    public static string Of(IEnumerable<TrialDigest> trials)
    {
        var sorted = trials.OrderBy(trial => trial.Key, StringComparer.Ordinal).ThenBy(trial => trial.Digest, StringComparer.Ordinal).ToList();
        using var hash = new Writer();
        hash.Number(sorted.Count);
        foreach (var trial in sorted)
        {
            hash.Text(trial.Key);
            hash.Text(trial.Digest);
        }

        return hash.Finish();
    }

    private sealed class Writer : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Number(long value)
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            _hash.AppendData(bytes);
        }

        public void Text(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Number(bytes.Length);
            _hash.AppendData(bytes);
        }

        public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public void Dispose() => _hash.Dispose();
    }
}
