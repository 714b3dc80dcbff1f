using System.Collections.Immutable;
using System.Globalization;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Files;

/// <summary>The specs in the folder of an export: as the study was launched, then what it was extended with.</summary>
internal static class ExportedSpecs
{
    /// <summary>The name of the first, second and so on, from 0.</summary>
    public static string NameOf(int at) => at == 0 ? "study.yaml" : string.Create(CultureInfo.InvariantCulture, $"study-{at + 1}.yaml");

    /// <summary>Reads them; null where there are none, or this version cannot read them. What the files held that they name is not in an export.</summary>
    /// <param name="place">The folder, or a file in it.</param>
    /// <exception cref="ConsoleException">One is there and cannot be read.</exception>
    public static StoredSpec? Read(string place)
    {
        var folder = Directory.Exists(place) ? place : Path.GetDirectoryName(Path.GetFullPath(place))!;
        var sources = ImmutableArray.CreateBuilder<StudySource>();
        for (var at = 0; Path.Combine(folder, NameOf(at)) is var file && File.Exists(file); at++)
        {
            try
            {
                sources.Add(new StudySource(File.ReadAllText(file), []));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ConsoleException(ExitCode.BadInput, $"{file} cannot be read: {e.Message}", e);
            }
        }

        return StoredSpec.Of(sources.ToImmutable());
    }
}
