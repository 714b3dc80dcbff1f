using System.Collections.Immutable;
using JointQP.Client.Commands;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Interfaces.Workers;

namespace JointQP.Tests.Unit.Client.Commands;

public sealed class StudyWaitCommandTests
{
    private readonly Recorded _recorded = new();

    [Theory]
    [InlineData(StudyPhase.Completed, 0, ExitCode.Ok)]
    [InlineData(StudyPhase.Completed, 1, ExitCode.Failed)]
    [InlineData(StudyPhase.Cancelled, 0, ExitCode.Failed)]
    [InlineData(StudyPhase.Deleting, 0, ExitCode.Failed)]
    public async Task Wait_StudyEnds_TellsHowByItsCodeAlone(StudyPhase phase, int failed, int expected)
    {
        var code = await Wait("done", () => Samples.Status(), () => Samples.Status(StudyPhase.Paused), () => Samples.Status(phase, trialsFailed: failed));

        Assert.Equal(expected, code);
        Assert.Empty(_recorded.Out + _recorded.Error);
    }

    [Fact]
    public async Task Wait_ForTrials_EndsWithThem() =>
        Assert.Equal(ExitCode.Ok, await Wait("trials=3", () => Samples.Status(trialsDone: 2), () => Samples.Status(trialsDone: 3)));

    [Fact]
    public async Task Wait_ForMoreTrialsThanThereAre_FailsWithTheStudysEnd() =>
        Assert.Equal(ExitCode.Failed, await Wait("trials=7", () => Samples.Status(StudyPhase.Completed, trialsDone: 6)));

    [Fact]
    public async Task Wait_TimeIsOver_TellsSoAndPrintsTheStatusAsJson()
    {
        var code = await Wait("done", TimeSpan.FromMinutes(10), json: true, readings: [() => Samples.Status(), () => null]);

        Assert.Equal(ExitCode.TimedOut, code);
        Assert.Contains("within 10 min 0 s; it goes on: wait again with 'jointqp study wait demo", _recorded.Error, StringComparison.Ordinal);
        Assert.StartsWith("{\n  \"name\": \"demo\"", _recorded.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_StudyIsDeleted_IsAnError()
    {
        var error = await Assert.ThrowsAsync<ConsoleException>(() => Wait("done", () => Samples.Status(), () => null));

        Assert.Equal((ExitCode.Failed, "study demo was deleted meanwhile"), (error.Code, error.Message));
    }

    [Theory]
    [InlineData("done", true)]
    [InlineData("trials=1", true)]
    [InlineData("trials=0", false)]
    [InlineData("trials=", false)]
    [InlineData("trials=-1", false)]
    [InlineData("Done", false)]
    public void Parse_Goal_TakesOnlyWhatIsAllowed(string text, bool allowed) => Assert.Equal(allowed, WaitGoal.Parse(text) is not null);

    [Fact]
    public void Lines_OfAPause_SayWhatHappensToStagesUnderWay()
    {
        string Of(StudyPhase phase, bool drain) => string.Join('\n', StudyPauseCommand.Lines(Samples.Status(phase), drain, ""));

        Assert.Equal("2 stages are under way and will be given back with the next renewal\ngo on with 'jointqp study resume demo'", Of(StudyPhase.Paused, drain: false));
        Assert.StartsWith("2 stages are under way and will go on to the end\n", Of(StudyPhase.Paused, drain: true), StringComparison.Ordinal);
        Assert.Equal("study demo is completed: there is nothing to pause", Of(StudyPhase.Completed, drain: false));
    }

    private Task<int> Wait(string goal, params Func<StudyStatus?>[] readings) => Wait(goal, timeout: null, json: false, readings);

    private async Task<int> Wait(string goal, TimeSpan? timeout, bool json, Func<StudyStatus?>[] readings)
    {
        var terminal = _recorded.Terminal;
        var call = new Call(terminal, new DataDirectory("/data"), json ? OutputForms.Json : OutputForms.Table, Quiet: false, Verbose: false);
        await using var source = new Script(readings, timeout is null ? null : () => _recorded.Time.Advance(timeout.Value));
        return await StudyWaitCommand.Run(
            call, "demo", new StudyWatcher(source, new HurriedTime(Recorded.Start)), WaitGoal.Parse(goal)!, timeout, TestContext.Current.CancellationToken);
    }

    /// <summary>Readings; at the last one, when there is a limit, it is over.</summary>
    private sealed class Script(Func<StudyStatus?>[] readings, Action? over) : IStudySource
    {
        private int _next;

        public Task<(StudyPulse? Pulse, ImmutableArray<WorkerView> Workers)> Read(CancellationToken cancellationToken)
        {
            if (over is not null && _next == readings.Length - 1)
            {
                over();
                cancellationToken.ThrowIfCancellationRequested();
            }

            return Task.FromResult((readings[_next++]() is { } status ? Samples.Pulse(status) : null, ImmutableArray<WorkerView>.Empty));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
