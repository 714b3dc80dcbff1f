using JointQP.Tests.Unit.Architecture;

namespace JointQP.Tests.Unit.Deploy;

/// <summary>The image is built of what is there, and the programs' sources still say what the manifests count on.</summary>
public sealed class ImageTests
{
    [Fact]
    public void Dockerfile_PublishesEveryProgram_WhereOneFindsTheOther()
    {
        Assert.Equal(["Client", "Silo", "Worker"], Dockerfile.Published.Order());
        Assert.Contains("COPY --from=build /source/artifacts/publish /app", Dockerfile.Text, StringComparison.Ordinal);
        Assert.Contains("/app/Client/release/jointqp ", Dockerfile.Text, StringComparison.Ordinal);
        Assert.Contains("WORKDIR /app", Dockerfile.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Dockerignore_LetsIn_WhatThePublishedProjectsAreBuiltOf()
    {
        var let = File.ReadLines(Path.Combine(Repository.Root, "deploy", "Dockerfile.dockerignore"))
            .Where(line => line.StartsWith('!')).Select(line => line[1..]).ToHashSet(StringComparer.Ordinal);

        Assert.All(Dockerfile.Published.SelectMany(Repository.Closure).Append("examples"), folder => Assert.Contains(folder, let));
        Assert.All(let.Where(path => !path.Contains('*', StringComparison.Ordinal)), path => Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), path));
    }

    [Fact]
    public void Programs_AreReadFromTheirSources()
    {
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "JOINTQP_ADDRESS", "JOINTQP_SILO_PORT", "JOINTQP_DATABASE" }, Programs.Variables(Program.Silo));
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "JOINTQP_SLOT", "JOINTQP_GRACE", "JOINTQP_HEALTH_FILE" }, Programs.Variables(Program.Worker));
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "/healthz/live", "/healthz/ready" }, Programs.HealthPaths);
        // The host's own 30 seconds hold for the silo, and a second more than the grace for the worker.
        Assert.Empty(Programs.ShutdownTimeouts("Silo"));
        Assert.Contains("options.Grace + TimeSpan.FromSeconds(1)", Assert.Single(Programs.ShutdownTimeouts("Worker")), StringComparison.Ordinal);
    }
}
