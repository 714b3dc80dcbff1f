using System.Collections.Immutable;
using System.Globalization;
using JointQP.Client.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JointQP.Client.Rendering;

/// <summary>What was downloaded of a trial.</summary>
/// <param name="Study">The study.</param>
/// <param name="Trial">The trial's index.</param>
/// <param name="Name">Its long name.</param>
/// <param name="Folder">Where it lies now.</param>
/// <param name="Files">The files.</param>
/// <param name="Layers">What became of each layer; empty where no export lay beside the checkpoint.</param>
internal sealed record DownloadReport(string Study, int Trial, string Name, string Folder, ImmutableArray<DownloadedFile> Files, ImmutableArray<ExportSite> Layers)
{
    /// <summary>For people.</summary>
    public static IRenderable Table(DownloadReport report)
    {
        var files = Tables.New("file", ">size", "SHA-256");
        // The start tells them apart; whole they are in the other forms.
        foreach (var file in report.Files)
            files.Row(Path.GetFileName(file.Path), Format.Bytes(file.Bytes), file.Sha256[..12] + "…");
        return new Rows(
        [
            new Text($"trial {Format.Plain(report.Trial)} of study {report.Study}, {report.Name}, is in {report.Folder}"),
            files,
            .. report.Layers.IsEmpty ? [] : new IRenderable[] { LayerTable(report.Layers) },
        ]);
    }

    /// <summary>For programs: a row for each file.</summary>
    public static CsvTable Rows(DownloadReport report) => CsvTable.Of(
        report.Files,
        new("study", _ => report.Study),
        new("trial", _ => report.Trial),
        new("path", f => f.Path),
        new("bytes", f => f.Bytes),
        new("sha256", f => f.Sha256));

    private static Table LayerTable(ImmutableArray<ExportSite> sites)
    {
        var several = sites.DistinctBy(site => site.Network).Skip(1).Any();
        var table = Tables.New("layer", "part", ">bits", ">decimal bits", ">elements", ">sparsity", ">size");
        foreach (var site in sites)
        {
            table.Row(
                several ? $"{site.Network}: {site.Layer}" : site.Layer,
                site.Part,
                Format.Plain(site.Bits),
                Decimals(site),
                Format.Count(site.Elements),
                (1 - ((double)site.Kept / Math.Max(1, site.Elements))).ToString("0.0 %", CultureInfo.InvariantCulture),
                Format.Bytes(site.Bytes));
        }

        return table;
    }

    /// <summary>Of all channels, where each has its own.</summary>
    private static string Decimals(ExportSite site) => site.DecimalBits switch
    {
        [] => "",
        [var only] => Format.Plain(only),
        var several when several.Min() == several.Max() => Format.Plain(several[0]),
        var several => $"{Format.Plain(several.Min())} to {Format.Plain(several.Max())}",
    };
}
