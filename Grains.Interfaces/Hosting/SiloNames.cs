namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>
/// Where a silo tells names over HTTP, as text, a name a line, for shells that complete words while they are typed: a client of the cluster
/// takes longer to connect than a person waits for a key.
/// </summary>
public static class SiloNames
{
    /// <summary>The names of all studies.</summary>
    public const string Studies = "/names/studies";

    /// <summary>The slots of the workers that were heard of lately.</summary>
    public const string Workers = "/names/workers";

    /// <summary>The route of the trials of a study: the index, a tabulator, and <c>EXPERIMENT/SCHEDULE/SEED</c>.</summary>
    public const string Trials = "/names/studies/{study}/trials";

    /// <summary>The trials of one study.</summary>
    public static string TrialsOf(string study) => $"/names/studies/{Uri.EscapeDataString(study)}/trials";
}
