using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Commands;

/// <summary>One call of the console: where, and in which form.</summary>
internal sealed record Call(Terminal Terminal, DataDirectory Data, bool Json, bool Verbose)
{
    /// <summary>What to add to a hint's command line so that it means the same data directory.</summary>
    public string DataArgument => Data.Argument(Terminal.Environment);

    /// <summary>Connects to the cluster of the data directory.</summary>
    public Task<ClusterConnection> Connect(CancellationToken cancellationToken) =>
        ClusterConnection.Open(Data, Terminal.Environment, Verbose, Terminal.Time, cancellationToken);

    /// <summary>Reads the study again and again, through losses of the cluster.</summary>
    public StudyWatcher Watcher(IStudySource source) => new(source, Terminal.Time);

    /// <summary>A data directory belongs to one silo.</summary>
    /// <exception cref="ConsoleException">One runs there already; says which.</exception>
    public void RefuseWhenRunning()
    {
        if (LocalSilo.Find(Data) is { } holder)
        {
            var since = Format.Moment(holder.StartedAt, Terminal.Time.LocalTimeZone);
            throw new ConsoleException(
                ExitCode.NotRunning,
                $"JointQP runs on {Data.Path} already: process {holder.ProcessId} on {holder.Host} since {since}; stop it with 'jointqp down{DataArgument}'");
        }
    }

    /// <summary>Prints a value in the form asked for.</summary>
    public void Print<T>(T value, Func<T, IRenderable> table)
    {
        if (Json)
        {
            Terminal.Print(JsonText.Of(value));
            return;
        }

        var renderable = table(value);
        Terminal.Out.Write(renderable);
        if (renderable is Text)
            Terminal.Out.WriteLine();
    }

    /// <summary>Tells a person something that is no data: beside the data, so that a pipe gets data alone.</summary>
    public void Tell(string line) => Terminal.Tell(line);
}
