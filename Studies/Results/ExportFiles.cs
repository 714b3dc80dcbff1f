namespace JointQP.Studies.Results;

/// <summary>What the export of a compressed network is called, so that who writes it and who fetches it agree. Names only, no folder is touched.</summary>
/// <remarks>
/// An export lies beside its checkpoint and takes its name: that of <c>t0001.2-e3-s752-0f3a.safetensors</c> is
/// <c>t0001.2-e3-s752-0f3a.export.safetensors</c> with the tensors and <c>t0001.2-e3-s752-0f3a.export.json</c> with what they mean. The
/// description is written last, and holds the tensors' hash: where it is, the export is whole. Only the final stage of a trial has one.
/// </remarks>
/// <param name="Tensors">The file of integers, masks and floats, in safetensors form.</param>
/// <param name="Description">The JSON file: layers, bits, decimal bits, bytes, origin.</param>
public sealed record ExportFiles(string Tensors, string Description)
{
    private const string Checkpoint = ".safetensors";

    /// <summary>The files that belong to a checkpoint, or to any name that a user chose.</summary>
    /// <param name="name">A checkpoint's file name, with or without a folder; a name without the ending is taken whole.</param>
    public static ExportFiles Of(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var stem = name.EndsWith(Checkpoint, StringComparison.Ordinal) ? name[..^Checkpoint.Length] : name;
        return new(stem + ".export" + Checkpoint, stem + ".export.json");
    }
}
