namespace JointQP.Tests.Unit.Client;

/// <summary>Holds printed text against what was approved, and its lines against 80 columns.</summary>
internal static class Approved
{
    public static void Equal(string expected, string actual)
    {
        // Whole, so that a wanted change can be read and copied.
        if (expected.ReplaceLineEndings("\n") != actual)
            Assert.Fail($"approved was:\n{expected}\nprinted is:\n{actual}\n");
        Assert.All(actual.Split('\n'), line => Assert.True(line.Length <= 80, $"longer than 80 columns: {line}"));
    }
}
