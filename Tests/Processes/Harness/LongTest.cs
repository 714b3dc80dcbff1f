namespace JointQP.Tests.Processes.Harness;

/// <summary>Tests that take a minute and more wait to be asked for: <c>JOINTQP_LONG_TESTS=1 dotnet test</c>, as <c>.ci/run</c> does for those it names.</summary>
internal static class LongTest
{
    /// <summary>Skips the test that calls it, unless it was asked for.</summary>
    public static void Require() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("JOINTQP_LONG_TESTS") == "1", "It takes a minute or more; JOINTQP_LONG_TESTS=1 runs it.");
}
