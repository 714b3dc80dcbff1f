using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Client.Watching;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Commands;

/// <summary>One call of the console: where, and in which form.</summary>
/// <param name="Terminal">Who looks on.</param>
/// <param name="Data">The data directory.</param>
/// <param name="Form">The one form of the output.</param>
/// <param name="Quiet">No messages but errors, and names instead of tables.</param>
/// <param name="Verbose">Details of errors.</param>
internal sealed record Call(Terminal Terminal, DataDirectory Data, OutputForms Form, bool Quiet, bool Verbose)
{
    /// <summary>The cluster of several machines that is meant; null for the silo that runs on the data directory.</summary>
    public ClusterName? Cluster { get; init; }

    /// <summary>Whether JSON was asked for.</summary>
    public bool Json => Form == OutputForms.Json;

    /// <summary>Whether a program reads the output: nothing but data may be in it, and no data must be left out.</summary>
    public bool IsForPrograms => Form != OutputForms.Table;

    /// <summary>What to add to a hint's command line so that it means the same data directory.</summary>
    public string DataArgument => Data.Argument(Terminal.Environment);

    /// <summary>Connects to the cluster that is named, else to that of the data directory.</summary>
    public Task<ClusterConnection> Connect(CancellationToken cancellationToken) => Cluster is { } cluster
        ? ClusterConnection.Open(cluster, Verbose, Terminal.Time, cancellationToken)
        : ClusterConnection.Open(Data, Terminal.Environment, Verbose, Terminal.Time, cancellationToken);

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

    /// <summary>Prints a value in the form asked for: the only place that knows the forms.</summary>
    /// <param name="value">What JSON and YAML show whole.</param>
    /// <param name="table">How people see it.</param>
    /// <param name="rows">Its rows; null for a verb that has no <see cref="OutputForms.Csv"/> among its <see cref="Verb.Forms"/>.</param>
    /// <param name="names">What <c>--quiet</c> shows people instead: the names of what was created or found; null where there are none.</param>
    public void Print<T>(T value, Func<T, IRenderable> table, Func<T, CsvTable>? rows = null, Func<T, IEnumerable<string>>? names = null)
    {
        switch (Form)
        {
            case OutputForms.Json:
                Terminal.Print(JsonText.Of(value));
                break;
            case OutputForms.Yaml:
                Terminal.Print(YamlText.Of(value));
                break;
            case OutputForms.Csv when rows is not null:
                Terminal.Write(CsvText.Of(rows(value)) + CsvText.LineEnd);
                break;
            case OutputForms.Csv:
                throw new InvalidOperationException($"{typeof(T).Name} has no rows, and its verb should have said so");
            case OutputForms.Table when Quiet && names is not null:
                foreach (var name in names(value))
                    Terminal.Print(name);
                break;
            default:
                Terminal.Show(table(value));
                break;
        }
    }

    /// <summary>A printer of values that come one after another, each in the form asked for.</summary>
    /// <param name="line">How people see a value.</param>
    /// <param name="columns">Its columns; empty for a verb without <see cref="OutputForms.Csv"/>.</param>
    public Action<T> Printer<T>(Func<T, string> line, params IReadOnlyList<Column<T>> columns)
    {
        var first = true;
        return value =>
        {
            var begins = first;
            first = false;
            switch (Form)
            {
                case OutputForms.Json:
                    Terminal.Print(JsonText.LineOf(value));
                    break;
                case OutputForms.Yaml:
                    Terminal.Print((begins ? "" : "---\n") + YamlText.Of(value));
                    break;
                case OutputForms.Csv:
                    if (begins)
                        Terminal.Write(CsvText.Line(columns.Select(column => column.Name)) + CsvText.LineEnd);
                    Terminal.Write(CsvText.Line(columns.Select(column => column.Value(value))) + CsvText.LineEnd);
                    break;
                default:
                    Terminal.Print(line(value));
                    break;
            }
        };
    }

    /// <summary>Tells a person something that is no data: beside the data, so that a pipe gets data alone. Not for errors: <c>--quiet</c> silences it.</summary>
    public void Tell(string line)
    {
        if (!Quiet)
            Terminal.Tell(line);
    }

    /// <summary>Tells a person what went wrong.</summary>
    public void TellError(string line) => Terminal.Tell(line);
}
