using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;
using JointQP.Studies.Stages;
using Orleans.Core.Internal;

namespace JointQP.Tests.Processes.Cluster.Studies;

/// <summary>A slot that loses lease after lease, on a silo of its own: a scheduler sees every worker.</summary>
public sealed class SetAsideTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningSilo _silo = null!;

    private ISchedulerGrain Scheduler => _silo.Grains.GetGrain<ISchedulerGrain>(ISchedulerGrain.Key);

    private IGpuWorkerGrain Broken => _silo.Grains.GetGrain<IGpuWorkerGrain>("broken");

    private IStudyGrain Study(string name) => _silo.Grains.GetGrain<IStudyGrain>(name);

    private FakeWorker Worker(string slot, long incarnation = 1) => new(_silo.Grains, slot, incarnation);

    public async ValueTask InitializeAsync()
    {
        _silo = await RunningSilo.Start(_folder.Path);
        foreach (var name in new[] { "one", "two" })
            await _silo.Grains.GetGrain<IStudyCatalogGrain>(IStudyCatalogGrain.Key).Launch(new StudyLaunch(name, Specs.Small(name, seeds: "6")));
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Each process of the slot takes a stage of either study, and dies with it; the next finds it lost.</summary>
    private async Task Lose(int times)
    {
        for (var incarnation = 1; incarnation <= times; incarnation++)
        {
            var study = incarnation % 2 == 0 ? "one" : "two";
            await Worker("broken", incarnation).Lease(study);
            await Study(study).EndOlderLeases("broken", incarnation + 1);
            // Studies tell the slot behind their turns: of two, the later could be heard first.
            while ((await Broken.GetHealth()).Losses.Length < incarnation)
                await Task.Yield();
        }
    }

    private async Task Become(bool setAside)
    {
        while (await IsSetAside() != setAside)
            await Task.Yield();
    }

    [Fact]
    public async Task Ask_AfterThreeLossesInARow_GetsNothingWhileAnotherWorks()
    {
        await Scheduler.Ask(Worker("sound").NewRequest());
        await Lose(3);
        await Become(setAside: true);

        var reply = await Scheduler.Ask(Worker("broken", 4).NewRequest());

        Assert.Null(reply.Lease);
        Assert.NotNull((await Scheduler.Ask(Worker("sound").NewRequest())).Lease);
        await Broken.Beat(new WorkerBeat("broken", 4, "cpu", "f", "h", 1, "idle", null, 0, 0, 0));
        Assert.Contains("it lost 3 leases in a row without a commit: two/", (await Broken.GetView())!.SetAsideReason!, StringComparison.Ordinal);
        var told = Assert.Single(await NotesOf("two"));
        Assert.Equal(("broken", (await Broken.GetView())!.SetAsideReason), (told.Slot, told.Text));
    }

    [Fact]
    public async Task Drain_OfAWorker_ItsProcessLeavesAndNoneOfItsSlotGetsWorkUntilItIsRestored()
    {
        Assert.False((await Beat(4)).Leave);

        await Broken.Drain();
        await Broken.Drain();

        Assert.True((await Beat(4)).Leave);
        // What is started in its place waits, though nobody else is there to work.
        Assert.False((await Beat(5)).Leave);
        Assert.Null((await Scheduler.Ask(Worker("broken", 5).NewRequest())).Lease);
        Assert.NotNull((await Broken.GetView())!.DrainedAt);

        Assert.True(await Broken.Restore());
        while ((await Scheduler.Ask(Worker("broken", 5).NewRequest())).Lease is null)
            await Task.Yield();
        Assert.False(await Broken.Restore());
    }

    [Fact]
    public async Task Ask_SetAsideAndNoOtherToDoIt_GetsWorkAndACommitRestoresIt()
    {
        await Lose(3);
        await Become(setAside: true);

        var lease = (await Scheduler.Ask(Worker("broken", 4).NewRequest())).Lease!;
        await Worker("broken", 4).Train(lease);

        await Become(setAside: false);
    }

    [Fact]
    public async Task OnCommitted_BetweenLosses_BeginsAnew()
    {
        await Lose(2);
        var worker = Worker("broken", 3);
        await worker.Train(await worker.Lease("one"));
        // The study tells behind its turn: what it tells of the next losses comes after.
        await Broken.OnCommitted();
        await worker.Lease("one");
        await Study("one").EndOlderLeases("broken", 4);
        await Broken.GetView();

        Assert.False(await IsSetAside());
    }

    [Fact]
    public async Task IsSetAside_GrainIsActivatedAnew_IsStored()
    {
        await Lose(3);
        await Become(setAside: true);

        await Broken.Cast<IGrainManagementExtension>().DeactivateOnIdle(TestContext.Current.CancellationToken);

        Assert.True(await IsSetAside());
        Assert.True(await Broken.Restore());
        Assert.False(await Broken.Restore());
        Assert.False(await IsSetAside());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OnLost_OfAProcessThatWasHeardOf_ItsLastLinesAreShownWithTheStage(bool heardOfTheNext)
    {
        var lease = await Worker("broken", 1).Lease("one");
        await Broken.Beat(Beating(1, lease.Token, "no room on the device"));
        if (heardOfTheNext)
            await Broken.Beat(Beating(2, null, "started"));

        await Study("one").EndOlderLeases("broken", 2);

        string? reason;
        while ((reason = (await Study("one").GetTrial(lease.Trial.Index))!.Path[0].Record.Reason) is null || FailureText.Log(reason).Count == 0)
            await Task.Yield();
        Assert.Equal(["no room on the device"], FailureText.Log(reason));
        Assert.StartsWith("worker broken was started anew", reason, StringComparison.Ordinal);
    }

    private async Task<StudyLogEntry[]> NotesOf(string study)
    {
        while (true)
        {
            var notes = (await Study(study).GetLog(new StudyLogQuery(0, 1000)))!.Page.Entries.Where(entry => entry.Kind == StudyLogKind.WorkerSetAside).ToArray();
            if (notes.Length > 0)
                return notes;
            await Task.Yield();
        }
    }

    private static WorkerBeat Beating(long incarnation, LeaseToken? lease, params string[] log) =>
        new("broken", incarnation, "cpu", "f", "h", 1, "idle", lease, 0, 0, 0) { Log = [.. log] };

    private Task<BeatReply> Beat(long incarnation) => Broken.Beat(Beating(incarnation, null));

    private async Task<bool> IsSetAside() => (await Broken.GetHealth()).SetAsideAt is not null;
}
