using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Spec;

namespace JointQP.Grains.Studies;

/// <summary>Records names before studies, so that no study that exists is ever missing from the list.</summary>
internal sealed class StudyCatalogGrain([PersistentState("catalog", GrainStorage.Name)] IPersistentState<CatalogState> stored)
    : Grain, IStudyCatalogGrain
{
    public async Task<LaunchReply> Launch(StudyLaunch launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var study = GrainFactory.GetGrain<IStudyGrain>(launch.Name);
        if (stored.State.Names.Contains(launch.Name))
            return await study.Launch(launch);

        // A name once recorded stays, so a spec with errors must not take one.
        var problems = LaunchCheck.Problems(launch, StudySpecParser.Parse(launch.SpecText));
        if (!problems.IsEmpty)
            return new LaunchReply(LaunchOutcome.Invalid, problems, null);
        await stored.Store(new CatalogState { Names = stored.State.Names.Add(launch.Name) });
        return await study.Launch(launch);
    }

    public Task<ImmutableArray<string>> Names() => Task.FromResult(stored.State.Names);
}
