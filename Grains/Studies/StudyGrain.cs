using JointQP.Grains.Interfaces.Experiments;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Analysis.Layers;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Results;
using JointQP.Studies.Spec;
using JointQP.Studies.Stages;
using Microsoft.Extensions.Logging;

namespace JointQP.Grains.Studies;

/// <summary>A study: how it begins and what it tells here; its life cycle, its end and its stages in other parts.</summary>
internal sealed partial class StudyGrain(
    [PersistentState("study", GrainStorage.Name)] IPersistentState<StudyState> stored,
    IStageStore stages,
    IMetricStore metrics,
    ICheckpointFolders checkpoints,
    IStudyLog log,
    StudyOutlines outlines,
    IStageRates rates,
    StudyInstruments instruments,
    TimeProvider time,
    ILogger<StudyGrain> logger) : Grain, IStudyGrain
{
    private StudyOutline? _outline;
    private StageBoard? _board;

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (stored.RecordExists)
            await Begin();
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
        await BeginOrLeave();
        LogLaunched(Name, _outline!.Plan.Trials.Length, _outline.Plan.Stages.Length);
        return new LaunchReply(LaunchOutcome.Launched, [], await GetStatus());
    }

    public Task<StudyStatus?> GetStatus() =>
        Task.FromResult(_board is null ? null : StudyProgress.Of(Name, stored.State, _outline!, _board));

    public Task<StudyStanding?> GetStanding(bool withSources) => Task.FromResult(_board is null
        ? null
        : new StudyStanding(
            StudyProgress.Of(Name, stored.State, _outline!, _board),
            withSources ? stored.State.Sources : null,
            [.. _board.Records.Select(stage => stage.Status)],
            [
                .. _board.Records.Index().Where(stage => stage.Item.Holder is not null).Select(stage => new LeasedStage(
                    stage.Index, stage.Item.Holder!.Slot, stage.Item.Epoch, stage.Item.Progress?.Step ?? _outline!.Plan.Stages[stage.Index].From)),
            ])
        {
            Fingerprints = [.. _board.Records.Where(stage => stage.Status == StageStatus.Committed).Select(stage => stage.Fingerprint).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
        });

    public async Task<StudyResults?> GetResults()
    {
        if (!IsReadable || await GetStatus() is not { } status || await OfExperiments(experiment => experiment.GetResult()) is not { } experiments)
            return null;
        var trials = experiments.SelectMany(experiment => experiment.Trials).ToList();
        var hash = trials.TrueForAll(trial => trial.Digest is not null)
            ? ResultHash.Of(trials.Select(trial => new TrialDigest(trial.Key, trial.Digest!)))
            : null;
        return new StudyResults(status, [.. experiments], hash);
    }

    public async Task<StudyResults?> GetResultsInShort(int experiments) => (await GetResults())?.InShort(experiments);

    public async Task<StudyOutcomes?> GetOutcomes() =>
        await OfExperiments(experiment => experiment.GetOutcomes()) is { } outcomes ? new StudyOutcomes(Name, [.. outcomes]) : null;

    public async Task<StudyVerdict?> GetVerdict(VerdictRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await OfExperiments(experiment => experiment.GetVerdict(request)) is { } verdicts ? request.Judge(verdicts) : null;
    }

    public async Task<ExperimentLayers?> GetLayers(string experiment) =>
        IsReadable && _board is not null && _outline!.Spec.Experiments.Any(one => one.Name == experiment) ? await Experiment(experiment).GetLayers() : null;

    /// <summary>So many experiments are asked at the same time.</summary>
    private const int ExperimentsAtOnce = 16;

    /// <summary>What every experiment answers; null when there is no study to ask, or not any more.</summary>
    private async Task<T[]?> OfExperiments<T>(Func<IExperimentGrain, Task<T>> ask)
    {
        if (!IsReadable || _board is null)
            return null;
        try
        {
            // A few at a time: each is activated first, and of a thousand that read what they are at once, the last would wait longer than an activation may.
            List<T> answers = [];
            foreach (var experiments in _outline!.Spec.Experiments.Chunk(ExperimentsAtOnce))
                answers.AddRange(await Task.WhenAll(experiments.Select(experiment => ask(Experiment(experiment.Name)))));
            return [.. answers];
        }
        catch (Exception) when (!IsReadable)
        {
            // It was deleted meanwhile.
            return null;
        }
    }

    /// <summary>Goes on from what is stored, wherever an earlier activation stopped.</summary>
    private async Task Begin()
    {
        var outline = outlines.Of(Name, stored.State.Sources);
        var extended = stored.State.Extended < stored.State.Extensions.Length;
        if (stored.State.Phase is null || extended)
        {
            await stages.Add(Name, [.. StageBoard.Create(outline.Plan, outline.Rules).Records]);
            foreach (var experiment in outline.Spec.Experiments)
                await Experiment(experiment.Name).Define(Name, experiment.Name, stored.State.Sources);
            await stored.Store(stored.State with
            {
                // What was completed goes on; what was paused stays so.
                Phase = stored.State.Phase is null or StudyPhase.Completed ? StudyPhase.Running : stored.State.Phase,
                EndedAt = null,
                Extended = stored.State.Extensions.Length,
            });
        }

        if (extended)
            await Note(StudyNotes.Of(stored.State.Extensions[^1], outline, time.GetUtcNow()));
        // Together: who asks in between sees the plan and the stages that were, or those that are.
        (_board, _outline) = (await LoadBoard(outline), outline);
        await EndIfDone();
        await NoteIfMissing();
        LookAfterIt();
        instruments.Observe(Name, _board);
    }

    private async Task BeginOrLeave()
    {
        try
        {
            await Begin();
        }
        catch
        {
            // What was stored is taken up by the next activation.
            DeactivateOnIdle();
            throw;
        }
    }

    private IExperimentGrain Experiment(string name) => GrainFactory.GetGrain<IExperimentGrain>(IExperimentGrain.KeyOf(Name, name));
}
