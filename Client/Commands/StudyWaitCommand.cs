using System.CommandLine;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study wait NAME</c></summary>
internal static class StudyWaitCommand
{
    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var name = options.Names(terminal).Study("name");
        var timeout = Spans.Option("--timeout", $"Stop waiting after this time, and exit with {ExitCode.TimedOut}: {Studies.Words.SpanText.Rule}. Default: none");
        var goal = new Option<WaitGoal?>("--for")
        {
            Description = "What to wait for: 'done', the study's end, or 'trials=N', so many trials done. Default: done",
            HelpName = "goal",
            CustomParser = result =>
            {
                var found = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (WaitGoal.Parse(found) is { } parsed)
                    return parsed;
                result.AddError($"--for: found '{found}', allowed is {WaitGoal.Rule}");
                return null;
            },
        };
        var wait = new Verb("wait", "Wait until a study has come to its end, through restarts of the cluster. For scripts: the exit code tells how it ended",
            """
            Examples:
              jointqp study wait demo && jointqp study results demo
              jointqp study wait demo --timeout 10m || echo "exit code $?"
              jointqp study wait demo --for trials=3
              jointqp study wait demo -o json | jq .trialsFailed

            It prints nothing but, with -o json, yaml or csv, how the study stands
            at last; a terminal sees lines of progress. A paused study is waited for.
            """, OutputForms.All, Exits.Cluster.And(ExitCode.Failed, "the study was cancelled or deleted, or has failed trials").And(ExitCode.TimedOut, "the time was over")) { name, timeout, goal };
        wait.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            var study = result.GetRequiredValue(name);
            var wanted = result.GetValue(goal) ?? new WaitGoal(Trials: null);
            await using var source = new ClusterSource(study, terminal.Time, call.Connect);
            return await Run(call, study, call.Watcher(source), wanted, result.GetValue(timeout), cancellationToken);
        });
        return wait;
    }

    /// <summary>Waits; also for tests, with a source of their own.</summary>
    public static async Task<int> Run(Call call, string study, StudyWatcher watcher, WaitGoal goal, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var over = timeout is { } time ? new CancellationTokenSource(time, call.Terminal.Time) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        var lines = new WatchLines();
        WatchFrame? last = null;
        try
        {
            await foreach (var frame in watcher.Frames(either.Token))
            {
                last = frame;
                if (call.Terminal.Error.Profile.Out.IsTerminal)
                {
                    foreach (var line in lines.Next(frame))
                        call.Tell(line);
                }

                if (goal.IsReached(frame.Status) || frame.IsLast)
                    return End(call, frame, goal.CodeOf(frame.Status));
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            call.Tell($"jointqp: study {study} has not come to it within {Format.Duration(timeout!.Value)}; it goes on: wait again with 'jointqp study wait {study}{call.DataArgument}'");
            return End(call, last, ExitCode.TimedOut);
        }

        if (last is not null)
            throw new ConsoleException(ExitCode.Failed, $"study {study} was deleted meanwhile");
        await using var cluster = await call.Connect(cancellationToken);
        throw await StudyCommand.Missing(cluster, study, cancellationToken);
    }

    private static int End(Call call, WatchFrame? last, int code)
    {
        if (call.IsForPrograms && last is not null)
            call.Print(last.Status, s => StudyText.Card(s, call.Terminal.Time.LocalTimeZone), s => StudyRows.Of(s));
        return code;
    }
}
