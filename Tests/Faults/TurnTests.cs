using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Studies;
using JointQP.Tests.Faults.Silos;
using JointQP.Tests.Faults.Simulation;

namespace JointQP.Tests.Faults;

/// <summary>A user's word counts whichever activation of a study hears it, also where another one has heard another before.</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task Resume_PausedByAnotherActivation_IsStored()
    {
        await using var cluster = await SiloCluster.Start(new FastTime(30), patient: true);
        var study = await Launch(cluster);
        await StoreElsewhere(cluster, study, state => state with { Phase = StudyPhase.Paused });

        await study.Resume();

        Assert.Equal(StudyPhase.Running, (await Stored(cluster, study)).State!.Phase);
    }

    [Fact]
    public async Task Pause_ResumedByAnotherActivation_IsStored()
    {
        await using var cluster = await SiloCluster.Start(new FastTime(30), patient: true);
        var study = await Launch(cluster);
        await study.Pause(drain: false);
        await StoreElsewhere(cluster, study, state => state with { Phase = StudyPhase.Running });

        await study.Pause(drain: false);

        Assert.Equal(StudyPhase.Paused, (await Stored(cluster, study)).State!.Phase);
    }

    private static async Task<IStudyGrain> Launch(SiloCluster cluster)
    {
        var spec = Shapes.Of(0, "turned");
        await cluster.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(spec.Name, spec.Text));
        return cluster.Grains.GetGrain<IStudyGrain>(spec.Name);
    }

    private static async Task<GrainState<StudyState>> Stored(SiloCluster cluster, IStudyGrain study)
    {
        GrainState<StudyState> state = new();
        await cluster.States.ReadStateAsync("study", study.GetGrainId(), state);
        return state;
    }

    private static async Task StoreElsewhere(SiloCluster cluster, IStudyGrain study, Func<StudyState, StudyState> change)
    {
        var state = await Stored(cluster, study);
        state.State = change(state.State!);
        await cluster.States.WriteStateAsync("study", study.GetGrainId(), state);
    }
}
