using System.Collections.Immutable;
using JointQP.Studies.Spec.Yaml;
using JointQP.Studies.Stopping;

namespace JointQP.Studies.Spec;

/// <summary>How an experiment's trials are stopped early.</summary>
internal sealed class StopperReader(SpecReader reader, TrainingClock? clock)
{
    private const string None = "none";

    public StopperSettings? Read(SpecNode? node, ImmutableArray<ScheduleSpec> schedules)
    {
        if (node is null or ScalarNode { Value: None })
            return null;
        if (node is ScalarNode)
        {
            reader.Problem(node, $"a stopper must say when it compares; found {node.Describe()}; allowed: {None}, or a mapping such as {{ rule: halving, rungs: [1 epoch] }}");
            return null;
        }

        if (reader.Mapping(node, "stopper", "rule", "rungs", "keep", "pairs") is not { } stopper)
            return null;
        var rule = reader.Choice<StopperRule>(stopper.Required("rule"), "rule");
        var rungs = ReadRungs(stopper.Required("rungs"));
        var keep = ReadKeep(stopper.Optional("keep"), rule);
        var apart = reader.Word(stopper.Optional("pairs"), "pairs", ["together", "apart"]) == "apart";
        if (rule is null || rungs.IsEmpty)
            return null;
        StopperSettings settings = new() { Rule = rule.Value, Rungs = rungs, Apart = apart };
        if (keep is not null)
            settings = settings with { Keep = keep.Value };
        Check(node, settings, schedules);
        return settings;
    }

    private double? ReadKeep(SpecNode? node, StopperRule? rule)
    {
        if (node is null)
            return null;
        if (rule == StopperRule.Median)
            reader.Problem(node, "keep is for rule halving; the median needs no part to keep");
        if (node is ScalarNode scalar && Duration.TryParse(scalar.Value, out var part) && part is { Unit: DurationUnit.Percent, Amount: > 0 and < 100 })
            return (double)(part.Amount / 100);
        reader.Problem(node, $"keep must be the part that goes on past each rung, in percent; found {node.Describe()}; allowed: more than 0% and less than 100%, such as '50%'");
        return null;
    }

    private ImmutableArray<long> ReadRungs(SpecNode? node)
    {
        var rungs = ImmutableArray.CreateBuilder<long>();
        foreach (var item in reader.List(node, "rungs", "length of training after the last operator has settled")?.Items ?? [])
        {
            if (reader.Duration(item, "a rung") is not { } duration)
                continue;
            var steps = TrainingClock.StepsOr(rungs.Count + 1, clock, duration);
            var before = rungs.Count == 0 ? 0 : rungs[^1];
            if (steps <= before)
                reader.Problem(item, $"rung {item.Describe()} is {steps} steps after the last operator has settled; allowed: more than the {before} before it");
            rungs.Add(Math.Max(steps, before + 1));
        }

        return rungs.ToImmutable();
    }

    /// <summary>A stopper that can stop nothing is a mistake, and one that would seem to work.</summary>
    private void Check(SpecNode node, StopperSettings stopper, ImmutableArray<ScheduleSpec> schedules)
    {
        if (clock is null || schedules.IsEmpty)
            return;
        var judged = schedules.Where(schedule => !schedule.Schedule.Onsets.IsEmpty && schedule.Schedule.Settled + stopper.Rungs[0] < clock.TotalSteps).ToList();
        var groups = judged.Select(schedule => stopper.Apart ? schedule.Name : schedule.Ordering.Operators).Distinct(StringComparer.Ordinal).Count();
        if (judged.Count < 2)
            reader.Problem(
                node,
                $"the stopper has nothing to compare: {judged.Count} of {schedules.Length} schedules with operators train for {stopper.Rungs[0]} steps after the last has settled; "
                + "allowed: at least two (earlier onsets, an earlier rung, or a longer training)");
        else if (groups < 2)
            reader.Problem(
                node,
                "the stopper can stop nothing: all schedules are orders of the same operators, which are kept together; "
                + "allowed: 'pairs: apart', which stops single orders and with them their comparisons");
    }
}
