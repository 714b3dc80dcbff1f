namespace JointQP.Tests.Processes.Harness;

/// <summary>
/// Tests that take a minute and more wait to be asked for, and have a trait by which they can be picked: <c>JOINTQP_LONG_TESTS=1 dotnet test --filter-trait Length=long</c>,
/// as <c>.ci/run</c> does.
/// </summary>
internal static class LongTest
{
    /// <summary>The trait's name.</summary>
    public const string Trait = "Length";

    /// <summary>What it says.</summary>
    public const string Value = "long";

    /// <summary>Skips the test that calls it, unless it was asked for.</summary>
    public static void Require() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("JOINTQP_LONG_TESTS") == "1", "It takes a minute or more; JOINTQP_LONG_TESTS=1 runs it.");
}
