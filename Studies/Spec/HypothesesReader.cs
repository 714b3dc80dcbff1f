using System.Collections.Immutable;
using JointQP.Studies.Analysis.Verdicts;
using JointQP.Studies.Notation;
using JointQP.Studies.Search;
using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Stopping;

namespace JointQP.Studies.Spec;

/// <summary>Which hypotheses an experiment is to be held against, and the schedules that it takes for that.</summary>
internal sealed class HypothesesReader(SpecReader reader)
{
    private const string NonCommutativity = "non-commutativity";
    private const string ProgressiveIntensity = "progressive-intensity";

    /// <summary>
    /// What is added: progressive intensity asks which operator is the weaker, so each of two that come in both orders is trained alone too, with the onsets that it has in
    /// the first schedule that introduces it before the other. One that stands alone among the schedules already is not added. Orders of all others are as they were.
    /// </summary>
    /// <param name="node">The value of <c>hypotheses</c>.</param>
    /// <param name="schedules">The experiment's.</param>
    /// <param name="search">Its search: what that tries is in no verdict.</param>
    /// <param name="stopper">Its stopper.</param>
    public ImmutableArray<ScheduleSpec> Read(SpecNode? node, ImmutableArray<ScheduleSpec> schedules, SearchSettings? search, StopperSettings? stopper)
    {
        var asked = (reader.List(node, "hypotheses", "hypothesis")?.Items ?? []).Select(item => reader.Word(item, "hypothesis", [NonCommutativity, ProgressiveIntensity])).ToHashSet();
        if (!asked.Contains(ProgressiveIntensity) || schedules.IsEmpty)
            return [];
        if (stopper is not null)
            reader.Problem(node!, $"{ProgressiveIntensity} trains operators alone, and a stopper would end their orders because less compression is better; allowed: one of the two");
        ImmutableArray<ScheduleSpec> compared = [.. schedules.Where(schedule => search?.Grid.Contains(schedule.Name) != true)];
        var added = ImmutableArray.CreateBuilder<ScheduleSpec>();
        var alone = compared.Where(schedule => schedule.Ordering.Places.Length == 1).Select(schedule => schedule.Ordering.Operators).ToHashSet(StringComparer.Ordinal);
        var names = schedules.Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        var contrasts = 0;
        foreach (var same in compared.GroupBy(schedule => schedule.Ordering.Operators, StringComparer.Ordinal))
        {
            ImmutableArray<Ordering> orderings = [.. same.Select(schedule => schedule.Ordering).Distinct()];
            foreach (var contrast in Precedence.Of(orderings))
            {
                contrasts++;
                Add(contrast.First, same.First(schedule => contrast.Before.Contains(orderings.IndexOf(schedule.Ordering))));
                Add(contrast.Second, same.First(schedule => contrast.After.Contains(orderings.IndexOf(schedule.Ordering))));
            }
        }

        if (contrasts == 0)
            reader.Problem(node!, $"{ProgressiveIntensity} compares orders, and the experiment has no two operators in both; allowed: both orders of two operators among its schedules, outside a search");
        return added.ToImmutable();

        void Add(Unit unit, ScheduleSpec from)
        {
            if (!alone.Add(unit.Operators))
                return;
            var ordering = Ordering.Parse(unit.Text);
            var schedule = Schedules.Of(ordering, unit.Operations.Select(operation => from.Schedule.Find(operation.Kind, operation.Target)!));
            var name = ordering.ToString();
            // Somebody may have called another schedule so.
            while (!names.Add(name))
                name = "alone: " + name;
            added.Add(new ScheduleSpec(name, ordering, schedule));
        }
    }
}
