using JointQP.Studies.Planning;
using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class MarginSpecTests
{
    private const string Head = """
        name: margin
        seeds: 1
        experiments:
          - name: fashion
            dataset: fashion-mnist
            samples: { train: 2560, validation: 100, test: 200 }
            network: convnet
            training: { epochs: 4 }
            schedules: [float]

        """;

    [Fact]
    public void Parse_OfAMargin_HasItAndTrainsTheSame()
    {
        var (with, without) = (StudySpecParser.Parse(Head + "    margin: 0.005").Spec!, StudySpecParser.Parse(Head).Spec!);

        Assert.Equal((0.005, null), (with.Experiments[0].Margin, without.Experiments[0].Margin));
        Assert.Equal(StudyPlanner.Plan(without).Trials[0].Spec, StudyPlanner.Plan(with).Trials[0].Spec);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.1")]
    [InlineData("half a point")]
    public void Parse_OfAWrongMargin_SaysWhatIsAllowed(string margin)
    {
        var problem = Assert.Single(StudySpecParser.Parse(Head + "    margin: " + margin).Problems);

        Assert.Equal((10, 13), (problem.Line, problem.Column));
        Assert.Contains("a number above 0, in the metric's unit", problem.Message, StringComparison.Ordinal);
    }
}
