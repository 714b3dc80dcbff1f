using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Results;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <summary>A study: its life cycle here, its stages in the other part.</summary>
internal sealed partial class StudyGrain(
    [PersistentState("study", GrainStorage.Name)] IPersistentState<StudyState> stored,
    IStageStore stages,
    StudyInstruments instruments,
    TimeProvider time,
    ILogger<StudyGrain> logger) : Grain, IStudyGrain
{
    /// <summary>How often leases are looked at: what a lost worker's stage waits beyond its lease.</summary>
    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(1);

    private StudyOutline? _outline;
    private StageBoard? _board;
    private IGrainTimer? _expiry;

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!stored.RecordExists)
            return;
        var parsed = StudySpecParser.Parse(stored.State.SpecText);
        if (parsed.Spec is null)
            throw new InvalidOperationException(
                $"The stored spec of study {Name} cannot be read by this version: {string.Join("; ", parsed.Problems)}");
        await Begin(new StudyOutline(parsed.Spec.WithFiles(stored.State.Files)));
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Forget(Name);
        return Task.CompletedTask;
    }

    public async Task<LaunchReply> Launch(StudyLaunch launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        if (stored.RecordExists && LaunchCheck.SameSpec(stored.State.SpecText, launch.SpecText) && LaunchCheck.ChangedFiles(stored.State.Files, launch.Files).IsEmpty)
            return new LaunchReply(LaunchOutcome.AlreadyLaunched, [], await GetStatus());

        var parsed = StudySpecParser.Parse(launch.SpecText);
        var problems = LaunchCheck.Problems(launch, parsed);
        if (!problems.IsEmpty)
            return new LaunchReply(LaunchOutcome.Invalid, problems, null);
        if (stored.RecordExists)
            return new LaunchReply(
                LaunchOutcome.NameTaken,
                [LaunchCheck.Taken(Name, stored.State.SpecText, stored.State.Files, launch)],
                await GetStatus());

        await stored.Store(new StudyState { SpecText = launch.SpecText, Files = launch.Files, LaunchedAt = time.GetUtcNow() });
        try
        {
            await Begin(new StudyOutline(parsed.Spec!.WithFiles(launch.Files)));
        }
        catch
        {
            // What was stored of the launch is taken up by the next activation.
            DeactivateOnIdle();
            throw;
        }

        LogLaunched(Name, _outline!.Plan.Trials.Length, _outline.Plan.Stages.Length);
        return new LaunchReply(LaunchOutcome.Launched, [], await GetStatus());
    }

    public Task<StudyStatus?> GetStatus() =>
        Task.FromResult(_board is null ? null : StudyProgress.Of(Name, stored.State, _outline!, _board));

    public async Task<StudyStatus?> Cancel()
    {
        if (_board is null)
            return null;
        if (stored.State.Phase == StudyPhase.Running)
            await Apply(new StageCommand.Cancel());
        return await GetStatus();
    }

    public async Task<StudyResults?> GetResults()
    {
        if (_board is null || await GetStatus() is not { } status)
            return null;
        var experiments = await Task.WhenAll(_outline!.Spec.Experiments.Select(experiment => Experiment(experiment.Name).GetResult()));
        var trials = experiments.SelectMany(experiment => experiment.Trials).ToList();
        var hash = trials.TrueForAll(trial => trial.Digest is not null)
            ? ResultHash.Of(trials.Select(trial => new TrialDigest(trial.Key, trial.Digest!)))
            : null;
        return new StudyResults(status, [.. experiments], hash);
    }

    /// <summary>Goes on from what is stored, wherever an earlier activation stopped.</summary>
    private async Task Begin(StudyOutline outline)
    {
        _outline = outline;
        if (stored.State.Phase is null)
        {
            await stages.Add(Name, [.. StageBoard.Create(outline.Plan, outline.Rules).Records]);
            foreach (var experiment in outline.Spec.Experiments)
            {
                var trials = outline.Plan.Trials.Where(trial => trial.Experiment == experiment.Name);
                await Experiment(experiment.Name).Define(Name, experiment.Name, [.. trials]);
            }

            await stored.Store(stored.State with { Phase = StudyPhase.Running });
        }

        _board = await LoadBoard();
        await EndIfDone();
        if (stored.State.Phase == StudyPhase.Running)
        {
            // Keeps the activation too: a study that runs must look after its leases though nobody calls.
            _expiry = this.RegisterGrainTimer(
                () => Apply(new StageCommand.Expire()),
                new GrainTimerCreationOptions(ExpiryPeriod, ExpiryPeriod) { KeepAlive = true });
        }

        instruments.Observe(Name, _board);
    }

    private IExperimentGrain Experiment(string name) => GrainFactory.GetGrain<IExperimentGrain>(IExperimentGrain.KeyOf(Name, name));

    /// <summary>Writes the end of a study whose stages have all come to theirs.</summary>
    private async Task EndIfDone()
    {
        if (stored.State.Phase != StudyPhase.Running || !_board!.Ended)
            return;
        var phase = _board.Cancelled ? StudyPhase.Cancelled : StudyPhase.Completed;
        await stored.Store(stored.State with { Phase = phase, EndedAt = time.GetUtcNow() });
        _expiry?.Dispose();
        LogEnded(Name, phase);
    }
}
