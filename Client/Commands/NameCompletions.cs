using System.CommandLine;
using System.CommandLine.Completions;
using JointQP.Client.Hosting;
using JointQP.Grains.Interfaces.Hosting;

namespace JointQP.Client.Commands;

/// <summary>Names from the running silo, for shells: quickly or not at all, and never with an error.</summary>
internal sealed class NameCompletions(Terminal terminal, Option<string?> data)
{
    private static readonly TimeSpan Within = TimeSpan.FromMilliseconds(800);

    // Each argument says what its help calls it: the help would take completions for that, and ask the silo.

    /// <summary>An argument that is the name of a study.</summary>
    public Argument<string> Study(string name)
    {
        var study = new Argument<string>(name) { HelpName = name, Description = "The study's name: see 'jointqp study list'" };
        study.CompletionSources.Add(context => Ask(context, SiloNames.Studies));
        return study;
    }

    /// <summary>An argument that is the names of several studies.</summary>
    public Argument<string[]> Studies(string name, string description)
    {
        var studies = new Argument<string[]>(name) { HelpName = name, Description = description, Arity = ArgumentArity.ZeroOrMore };
        studies.CompletionSources.Add(context => Ask(context, SiloNames.Studies));
        return studies;
    }

    /// <summary>An argument that is the name of a trial of a study.</summary>
    public Argument<string> Trial(Argument<string> study)
    {
        var trial = new Argument<string>("trial") { HelpName = "trial", Description = $"The trial: {TrialName.Rule}; see 'jointqp trial list'" };
        trial.CompletionSources.Add(context => context.ParseResult.GetValue(study) is { Length: > 0 } name
            ? Ask(context, SiloNames.TrialsOf(name)).Select(line => line.Split('\t')).Select(names => IsLong(context.WordToComplete) ? TrialName.Packed(names[^1]) : names[0])
            : []);
        return trial;
    }

    /// <summary>An argument that is the slot of a worker.</summary>
    public Argument<string> Worker()
    {
        var slot = new Argument<string>("slot") { HelpName = "slot", Description = "The worker's slot: see 'jointqp worker list'" };
        slot.CompletionSources.Add(context => Ask(context, SiloNames.Workers));
        return slot;
    }

    private static bool IsLong(string word) => word.Length > 0 && !char.IsAsciiDigit(word[0]);

    private string[] Ask(CompletionContext context, string path)
    {
        try
        {
            var directory = DataDirectory.Resolve(context.ParseResult.GetValue(data), terminal.Environment);
            if (LocalSilo.Find(directory) is not { } silo || silo.Host != Environment.MachineName)
                return [];
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using var over = new CancellationTokenSource(Within, terminal.Time);
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{silo.HttpPort}{path}");
            using var response = client.Send(request, over.Token);
            if (!response.IsSuccessStatusCode)
                return [];
            using var text = new StreamReader(response.Content.ReadAsStream());
            return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or ConsoleException or ArgumentException)
        {
            // A shell asks for this while a person types: there is no place for an error.
            return [];
        }
    }
}
