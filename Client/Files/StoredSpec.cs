using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Client.Files;

/// <summary>What a study's plan is made of, read.</summary>
/// <param name="Launched">As it was launched.</param>
/// <param name="Extensions">What it was extended by since, what it took by itself among them.</param>
internal sealed record StoredSpec(StudySpec Launched, ImmutableArray<StudySpec> Extensions)
{
    /// <summary>All of it as one spec.</summary>
    public StudySpec Whole => Extensions.Aggregate(Launched, StudyExtension.Merge);

    /// <summary>Reads sources; null where this version cannot.</summary>
    public static StoredSpec? Of(ImmutableArray<StudySource> sources)
    {
        if (sources is not [{ IsStep: false } launch, ..] || StudySpecParser.Parse(launch.Spec).Spec?.WithFiles(launch.Files) is not { } study)
            return null;
        var extensions = ImmutableArray.CreateBuilder<StudySpec>();
        foreach (var source in sources.Skip(1))
        {
            if ((source.ByItself(study) ?? StudySpecParser.Parse(source.Spec).Spec?.WithFiles(source.Files)) is not { } extension)
                return null;
            extensions.Add(extension);
        }

        return new(study, extensions.ToImmutable());
    }
}
