using System.Collections.Immutable;
using JointQP.Grains.Interfaces.Studies;
using JointQP.Grains.Studies;
using JointQP.Studies.Search;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Processes.Cluster.Studies;

public sealed class StudyOutlinesTests
{
    [Fact]
    public void Of_TheSameSpecWithAnotherStepOfItsSearch_IsAnotherOutline()
    {
        var text = Specs.Small("s");
        var schedules = StudySpecParser.Parse(text).Spec!.Experiments[0].Schedules;
        ImmutableArray<StudySource> With(long seed) =>
            [new(text, []), StudySource.Of(new SearchStep("fashion", SearchMove.Race, [new(schedules[1].Name, schedules[1].Schedule)], [seed], ""))];
        StudyOutlines outlines = new();

        var (one, other) = (outlines.Of("s", With(7)), outlines.Of("s", With(8)));

        Assert.Equal((7, 8), (one.Plan.Trials[^1].Spec.Seed, other.Plan.Trials[^1].Spec.Seed));
        Assert.Same(one, outlines.Of("s", With(7)));
    }
}
