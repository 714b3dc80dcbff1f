using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp trial list STUDY</c></summary>
internal static class TrialListCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("study");
        var states = WordOption.Several<TrialState>("--state", "state", "Only trials in this state; give it again for one more");
        var experiment = new Option<string?>("--experiment") { HelpName = "name", Description = "Only trials of this experiment" };
        var schedule = new Option<string?>("--schedule") { HelpName = "label", Description = "Only trials of this schedule; spaces in it do not count" };
        var seed = Numbers.Option("--seed", 0, int.MaxValue, "Only trials with this seed");
        var list = new Verb("list", "List the trials of a study: what they do, how far they are, what they found",
            """
            Examples:
              jointqp trial list demo
              jointqp trial list demo --state failed --state poisoned
              jointqp trial list demo --schedule 'P0.5(w,f) -> Q8(w,f)' --seed 2
              jointqp trial list demo -o csv > trials.csv
              jointqp trial list demo --state done -q   only their indices, one a line
            """, OutputForms.All) { name, states, experiment, schedule, seed };
        list.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            await using var cluster = await call.Connect(cancellationToken);
            var trials = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetTrials(), cancellationToken);
            var filter = new TrialFilter(result.GetValue(states) ?? [], result.GetValue(experiment), result.GetValue(schedule), result.GetValue(seed));
            filter.Check(trials);
            var found = await StudyCommand.Existing(cluster, study, cluster.Study(study).GetResults(), cancellationToken);
            var entries = TrialEntry.Of(trials, found, await cluster.Workers().WaitAsync(cancellationToken)).Where(filter.Takes).ToList();
            if (call.IsForPrograms || entries.Count > 0)
                call.Print(entries, TrialText.List, all => TrialEntry.Rows(study, all), all => all.Select(trial => Format.Plain(trial.Index)));
            if (entries.Count == 0)
                call.Tell($"none of the {Format.Count(trials.Trials.Length)} trials of study {study} is like that");
            return ExitCode.Ok;
        });
        return list;
    }
}
