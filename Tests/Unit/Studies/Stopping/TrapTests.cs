using JointQP.Studies.Planning;
using JointQP.Studies.Spec;
using JointQP.Studies.Stopping;
using JointQP.Studies.Words;
using JointQP.Tests.Unit.Studies.Planning;
using static JointQP.Studies.Words.OperatorKind;
using static JointQP.Studies.Words.Target;

namespace JointQP.Tests.Unit.Studies.Stopping;

/// <summary>The trap of comparing at the same step of training: what was compressed last has not recovered, and is stopped though it would win.</summary>
public sealed class TrapTests
{
    private const long End = 40;
    private static readonly long[] Onsets = [6, 9, 12, 24];

    [Fact]
    public void Halving_LaterCompressedWinner_IsStoppedAtEqualStepsAndGoesOnAtEqualTimeSinceItSettled()
    {
        StopperSettings stopper = new() { Rule = StopperRule.Halving, Rungs = [8], Apart = true };
        var experiment = AnyStudy.Of("e", 4, 4, "convnet", Onsets.Select(onset => AnyStudy.Starts((Quantize, Weights, onset)))) with { Stopper = stopper };
        var plan = StudyPlanner.Plan(new StudySpec { Name = "trap", Seeds = [1], Experiments = [experiment] });
        var stages = plan.Stages.ToDictionary(stage => stage.Id);
        var winner = experiment.Schedules.MaxBy(schedule => Accuracy(schedule.Schedule, End))!;
        Assert.Equal(experiment.Schedules[^1], winner);

        var rung = Assert.Single(plan.Rungs);
        var ours = Judged(rung.Trials.Select(judged => (plan.Trials[judged.Trial], stages[judged.Stage].To)));
        var naive = Judged(plan.Trials.Select(trial => (trial, winner.Schedule.Settled + 1)));

        Assert.Contains(winner.Name, naive);
        Assert.DoesNotContain(winner.Name, ours);
        Assert.Equal(2, ours.Count);

        List<string> Judged(IEnumerable<(PlannedTrial Trial, long Step)> trials) =>
        [
            .. Stopper.Judge(
                stopper,
                [
                    .. trials.Select(one => new Contender(
                        one.Trial.ScheduleName,
                        experiment.Schedules.First(schedule => schedule.Name == one.Trial.ScheduleName).Ordering,
                        new Dictionary<long, double> { [1] = Accuracy(one.Trial.Spec.Schedule, one.Step) })),
                ],
                higherIsBetter: true).Select(stopped => stopped.Schedule),
        ];
    }

    /// <summary>
    /// Training raises the accuracy; an operator takes a part of it at once, of which most comes back within some steps, and the more the longer
    /// the network had been trained before.
    /// </summary>
    private static double Accuracy(Schedule schedule, long step)
    {
        var trained = 0.9 * (1 - Math.Exp(-step / 12.0));
        var settled = schedule.Settled;
        return step < settled ? trained : trained - (0.3 * Math.Exp(-(step - settled) / 4.0)) - (0.1 * Math.Exp(-settled / 12.0));
    }
}
