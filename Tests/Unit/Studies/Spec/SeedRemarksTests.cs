using JointQP.Studies.Spec;

namespace JointQP.Tests.Unit.Studies.Spec;

public sealed class SeedRemarksTests
{
    private const string Pair = """
              - { order: "P0.5(w,f) -> Q8(w,f)", onsets: [2 epochs, 4 epochs] }
              - { order: "Q8(w,f) -> P0.5(w,f)", onsets: [2 epochs, 4 epochs] }
        """;

    private const string Space = """
              - { orderings: permutations, of: ["P0.5(w)", "P0.5(f)", "Q8(w)", "Q8(f)"], onsets: [10%, 20%, 30%, 40%] }
        """;

    [Fact]
    public void Of_FiveSeedsOfTwoOrders_SaysThatItTakesSix()
    {
        Assert.Equal(
            ["one: 5 seeds cannot show which order is better, however large the difference: for the p-value of it to fall to 0.05 it takes 6 seeds."],
            SeedRemarks.Of(Study(5, Pair)));
        Assert.Empty(SeedRemarks.Of(Study(6, Pair)));
        Assert.Empty(SeedRemarks.Of(Study(5, Pair), alpha: 0.0625));
    }

    [Fact]
    public void Of_AllOrdersOfFourOperators_TakesEight()
    {
        Assert.Equal(
            ["one: 7 seeds cannot show which order is better, however large the difference: for the p-value of one of its 6 contrasts of order to fall to 0.05 it takes 8 seeds."],
            SeedRemarks.Of(Study(7, Space)));
        Assert.Empty(SeedRemarks.Of(Study(8, Space)));
    }

    [Fact]
    public void Of_ManyExperiments_IsARemarkForEachNumberOfContrasts()
    {
        var study = Study(1, Pair);
        study = study with { Experiments = [.. Enumerable.Range(1, 5).Select(i => study.Experiments[0] with { Name = $"e{i}" }), Study(1, Space).Experiments[0]] };

        var remarks = SeedRemarks.Of(study);

        Assert.Equal(2, remarks.Length);
        Assert.StartsWith("e1, e2, e3 and 2 more: 1 seed cannot show ", remarks[0], StringComparison.Ordinal);
        Assert.StartsWith("one: 1 seed cannot show ", remarks[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AStudyWithoutTwoOrders_IsSilent() =>
        Assert.Empty(SeedRemarks.Of(Study(1, """      - { order: "Q8(w,f)", onsets: [2 epochs] }""")));

    private static StudySpec Study(int seeds, string schedules)
    {
        var result = StudySpecParser.Parse(
            $"""
            name: orders
            seeds: {seeds}
            experiments:
              - name: one
                dataset: fashion-mnist
                samples: {"{ train: 2560, validation: 100, test: 200 }"}
                network: convnet
                training: {"{ epochs: 10 }"}
                schedules:
            {schedules}
            """);
        Assert.Empty(result.Problems);
        return result.Spec!;
    }
}
