using System.Reflection;
using JointQP.Grains.Interfaces.Scheduling;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Trials;
using JointQP.Studies.Stages;
using JointQP.Training.Checkpoints;
using JointQP.Worker.Agent;
using JointQP.Worker.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace JointQP.Tests.Training.Worker;

public sealed class StageReporterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jointqp-reporter-").FullName;
    private readonly List<string> _onDiskWhenRecorded = [];

    [Theory]
    [InlineData(StageReply.Accepted, "t0000.0-e1-s20-0000000000000000.safetensors")]
    [InlineData(StageReply.Fenced, "t0000.0-e1-s10-0000000000000000.safetensors,t0000.0-e1-s20-0000000000000000.safetensors")]
    public async Task OnCheckpoint_Answered_DeletesOlderOnesOnlyOnceItIsAccepted(StageReply answer, string left)
    {
        var time = new FakeTimeProvider();
        foreach (var step in new[] { 10, 20 })
            await File.WriteAllTextAsync(Path.Combine(_folder, Checkpoint(step).File), "", TestContext.Current.CancellationToken);
        var reporter = new StageReporter(
            LeaseKeeperTests.Lease(), Grains(answer), new GrainCalls(new SiloContact(time), time), new CheckpointStore(_folder), new WorkerActivity(time), time, default);

        reporter.OnCheckpoint(Checkpoint(20));
        var drained = await Record.ExceptionAsync(reporter.Drain);
        await reporter.Abandon();

        Assert.Equal(answer == StageReply.Accepted, drained is null);
        Assert.Equal(2, _onDiskWhenRecorded.Count);
        Assert.Equal(left, string.Join(',', Directory.GetFiles(_folder).Select(Path.GetFileName).Order()));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CheckpointRef Checkpoint(long step) => new($"t0000.0-e1-s{step}-{0:D16}.safetensors", step, "", 0);

    private IGrainFactory Grains(StageReply answer)
    {
        var study = Fake.Of<IStudyGrain>(_ =>
        {
            _onDiskWhenRecorded.AddRange(Directory.GetFiles(_folder));
            return Task.FromResult(answer);
        });
        var trial = Fake.Of<ITrialGrain>(_ => Task.FromResult(StageReply.Accepted));
        return Fake.Of<IGrainFactory>(method => method.GetGenericArguments()[0] == typeof(IStudyGrain) ? study : trial);
    }

    /// <summary>Answers every call of an interface by one function.</summary>
#pragma warning disable CA1852 // A proxy's type is derived from at run time.
    private class Fake : DispatchProxy
#pragma warning restore CA1852
    {
        private Func<MethodInfo, object?> _answer = _ => null;

        public static T Of<T>(Func<MethodInfo, object?> answer)
            where T : class
        {
            var proxy = Create<T, Fake>();
            ((Fake)(object)proxy)._answer = answer;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!);
    }
}
