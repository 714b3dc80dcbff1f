using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Studies.Stages;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study pause NAME</c></summary>
internal static class StudyPauseCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var now = new Option<bool>("--now") { Description = "Stages under way leave a checkpoint and are given back; this is what happens without an option too" };
        var drain = new Option<bool>("--drain") { Description = "Stages under way go on to their end first" };
        var pause = new Verb("pause", "Stop a study for a while; nothing that was trained is lost. Repeating it changes nothing",
            """
            Examples:
              jointqp study pause demo           its workers are free within seconds
              jointqp study pause demo --drain   no new stages; those under way end
              jointqp study resume demo

            A worker hears of it with the next renewal of its lease, a third of the
            lease's length at most (10 s, unless the study sets limits: lease). It
            leaves a checkpoint and goes on exactly there after the study is resumed:
            the result is the same, bit for bit. A pause survives restarts.
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study has ended")) { name, now, drain };
        pause.Validators.Add(result =>
        {
            if (result.GetValue(now) && result.GetValue(drain))
                result.AddError("--now and --drain exclude each other; give one of them");
        });
        pause.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            var draining = result.GetValue(drain);
            await using var cluster = await call.Connect(cancellationToken);
            var status = await StudyCommand.Existing(cluster, study, cluster.Study(study).Pause(draining), cancellationToken);
            call.Print(status, s => StudyText.Card(s, terminal.Time.LocalTimeZone), s => StudyRows.Of(s), s => [s.Name]);
            foreach (var line in Lines(status, draining, call.DataArgument))
                call.Tell(line);
            return status.Phase == StudyPhase.Paused ? ExitCode.Ok : ExitCode.Failed;
        });
        return pause;
    }

    /// <summary>What comes of it, for people.</summary>
    public static IEnumerable<string> Lines(StudyStatus status, bool drain, string dataArgument)
    {
        if (status.Phase != StudyPhase.Paused)
            return [$"study {status.Name} is {StudyText.Phase(status.Phase)}: there is nothing to pause"];
        var held = status.Stages.GetValueOrDefault(nameof(StageStatus.Leased));
        var stages = held == 1 ? "1 stage is" : $"{Format.Count(held)} stages are";
        var next = $"go on with 'jointqp study resume {status.Name}{dataArgument}'";
        return held == 0 ? [next]
            : [drain ? $"{stages} under way and will go on to the end" : $"{stages} under way and will be given back with the next renewal", next];
    }
}
