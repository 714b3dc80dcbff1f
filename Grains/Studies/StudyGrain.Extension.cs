using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Storage;
using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Grains.Studies;

internal sealed partial class StudyGrain
{
    public async Task<ExtendReply> Extend(StudyLaunch extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        if (_board is null)
            return new ExtendReply(ExtendOutcome.Unknown, []);
        if (stored.State.Phase is StudyPhase.Cancelled or StudyPhase.Deleting)
            return new ExtendReply(ExtendOutcome.Invalid, [$"study '{Name}' was cancelled, and trains nothing more; launch the spec under another name"]);
        var parsed = StudySpecParser.Parse(extension.SpecText);
        var problems = LaunchCheck.Problems(extension, parsed);
        if (problems.IsEmpty)
            problems = StudyExtension.Problems(_outline!.Spec, parsed.Spec!.WithFiles(extension.Files));
        if (!problems.IsEmpty)
            return new ExtendReply(ExtendOutcome.Invalid, problems);

        var before = _outline!.Plan;
        var next = stored.State with { Extensions = stored.State.Extensions.Add(new StudySource(extension.SpecText, extension.Files)) };
        var after = outlines.Of(Name, next.Sources).Plan;
        if (after.Trials.Length == before.Trials.Length)
            return new ExtendReply(ExtendOutcome.NothingNew, []);
        if (after.Trials.Length > StudySpecParser.MaximumTrials)
            return new ExtendReply(
                ExtendOutcome.Invalid, [$"with these the study has {after.Trials.Length} trials; allowed: at most {StudySpecParser.MaximumTrials}"]);

        await stored.Store(next);
        await BeginOrLeave();
        var reply = Told(before, after);
        LogExtended(Name, reply.Trials, reply.Stages);
        return reply;
    }

    private static ExtendReply Told(StudyPlan before, StudyPlan after)
    {
        var stages = after.Stages[before.Stages.Length..];
        var trials = after.Trials[before.Trials.Length..];
        return new ExtendReply(
            ExtendOutcome.Extended,
            [],
            trials.Length,
            stages.Length,
            stages.Sum(stage => stage.To - stage.From),
            trials.Sum(trial => trial.Spec.TotalSteps));
    }
}
