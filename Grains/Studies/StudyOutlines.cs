using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Grains.Studies;

/// <summary>The outlines that a silo's grains have in common: a study, its experiments and its pulse follow from the same sources.</summary>
internal sealed class StudyOutlines
{
    private const int Most = 8;

    private readonly ConcurrentDictionary<string, Lazy<StudyOutline>> _outlines = new(StringComparer.Ordinal);

    /// <inheritdoc cref="StudyOutline.Of"/>
    public StudyOutline Of(string study, ImmutableArray<StudySource> sources)
    {
        // What is in use is held by those who use it; what is not is made anew.
        if (_outlines.Count >= Most)
            _outlines.Clear();
        return _outlines.GetOrAdd(KeyOf(sources), _ => new Lazy<StudyOutline>(() => StudyOutline.Of(study, sources))).Value;
    }

    private static string Text(StudySource source) =>
        source.Step is { } step ? JsonSerializer.Serialize(step) : source.Seeds is { } seeds ? JsonSerializer.Serialize(seeds) : "";

    private static string KeyOf(ImmutableArray<StudySource> sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in sources.SelectMany(source => source.Files.SelectMany(file => new[] { file.Path, file.Hash }).Prepend(source.Spec).Append(Text(source))))
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
