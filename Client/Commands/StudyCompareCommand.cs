using System.Collections.Immutable;
using System.CommandLine;
using JointQP.Client.Files;
using JointQP.Client.Hosting;
using JointQP.Client.Rendering;
using JointQP.Studies.Analysis.Comparisons;

namespace JointQP.Client.Commands;

/// <summary><c>jointqp study compare A B</c></summary>
internal static class StudyCompareCommand
{
    private const int Sides = 2;

    public static Command Create(Terminal terminal, CommonOptions options)
    {
        var names = options.Names(terminal).Studies("names", "The studies' names, A and B: see 'jointqp study list'");
        var from = new Option<string[]>("--from")
        {
            HelpName = "folder",
            Description = "Take the export in this folder in place of a study of the cluster; may be given twice. Studies that are named come first",
        };
        var compare = new Verb("compare", "Hold two studies against each other: settings, schedules that both have, bytes, result hashes, and what each says of order",
            """
            Examples:
              jointqp study compare demo demo-2
              jointqp study compare demo --from demo-export          A is demo
              jointqp study compare --from old-export --from new-export
              jointqp study compare demo demo-2 -o csv > compared.csv

            Schedules are the same by experiment, label and order. Differences are B minus
            A with 95 % intervals: seed by seed where at least half of the seeds of the
            study with fewer are done in both, else unpaired (Welch), and told so. CSV has
            a row for each schedule that both have.
            """, OutputForms.All, Exits.Cluster) { names, from };
        compare.Validators.Add(result =>
        {
            var (named, folders) = (result.GetValue(names) ?? [], result.GetValue(from) ?? []);
            if (named.Length + folders.Length != Sides)
                result.AddError("name two studies, or with --from the folder of an export in place of one or both");
            else if (named.Distinct(StringComparer.Ordinal).Count() < named.Length || folders.Distinct(StringComparer.Ordinal).Count() < folders.Length)
                result.AddError("name two different studies: one compared with itself says nothing");
        });
        compare.SetAction(async (result, cancellationToken) =>
        {
            var call = options.Read(result, terminal);
            List<ComparedStudy> sides = [.. await Ask(call, result.GetValue(names) ?? [], cancellationToken), .. (result.GetValue(from) ?? []).Select(Read)];
            var comparison = StudyComparison.Of(sides[0], sides[1]);
            if (comparison.Experiments.IsEmpty)
                throw new ConsoleException(ExitCode.BadInput, $"{sides[0].Name} and {sides[1].Name} have no experiment of the same name: {Listed(sides[0])}; {Listed(sides[1])}");
            call.Print(comparison, ComparisonText.Of, ComparisonRows.Of);
            return ExitCode.Ok;
        });
        return compare;
    }

    private static async Task<ImmutableArray<ComparedStudy>> Ask(Call call, string[] names, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
            return [];
        await using var cluster = await call.Connect(cancellationToken);
        var found = ImmutableArray.CreateBuilder<ComparedStudy>();
        foreach (var name in names)
        {
            var grain = cluster.Study(name);
            var outcomes = await StudyCommand.Existing(cluster, name, grain.GetOutcomes(), cancellationToken);
            var results = await StudyCommand.Existing(cluster, name, grain.GetResults(), cancellationToken);
            var standing = await StudyCommand.Existing(cluster, name, grain.GetStanding(withSources: true), cancellationToken);
            found.Add(new(name, outcomes.Experiments) { Spec = StoredSpec.Of(standing.Sources ?? [])?.Whole, ResultHash = results.ResultHash });
        }

        return found.ToImmutable();
    }

    /// <summary>An export is called by its folder: it may be of a study that is named beside it.</summary>
    private static ComparedStudy Read(string folder)
    {
        var export = StudyExport.Read(folder);
        return new(folder, export.ToOutcomes().Experiments) { Spec = ExportedSpecs.Read(folder)?.Whole, ResultHash = export.ResultHash };
    }

    private static string Listed(ComparedStudy study)
    {
        const int Most = 5;
        var all = study.Experiments;
        return $"{study.Name} has {string.Join(", ", all.Take(Most).Select(experiment => experiment.Name))}" + (all.Length > Most ? $" and {Format.Count(all.Length - Most)} more" : "");
    }
}
