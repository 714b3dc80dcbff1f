using System.CommandLine;

namespace JointQP.Client.Commands;

/// <summary>A command whose help ends with examples or other remarks.</summary>
internal sealed class Verb(string name, string description, string remarks) : Command(name, description)
{
    /// <summary>What its help ends with.</summary>
    public string Remarks { get; } = remarks;
}
