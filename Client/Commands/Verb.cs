using System.CommandLine;
using JointQP.Client.Rendering;

namespace JointQP.Client.Commands;

/// <summary>A command whose help ends with examples, other remarks, and exit codes.</summary>
internal sealed class Verb(string name, string description, string remarks, OutputForms forms = OutputForms.Usual, Exits? exits = null) : Command(name, description)
{
    /// <summary>What its help ends with.</summary>
    public string Remarks { get; } = $"{remarks.ReplaceLineEndings("\n")}\n\n{(exits ?? Exits.Cluster).Text}";

    /// <summary>The forms it can print its data in. Told before it does anything: a verb that has no rows for <see cref="OutputForms.Csv"/> leaves it out.</summary>
    public OutputForms Forms { get; } = forms;
}
