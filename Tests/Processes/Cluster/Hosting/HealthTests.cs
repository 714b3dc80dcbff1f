using System.Net;
using JointQP.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JointQP.Tests.Processes.Cluster.Hosting;

/// <summary>On a silo of its own, whose storage may be broken.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningSilo _silo = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whose checks wait for an answer however slow the machine is.</summary>
    public async ValueTask InitializeAsync() => _silo = await RunningSilo.Start(_folder.Path, services => services.PostConfigure<HealthCheckServiceOptions>(options =>
    {
        foreach (var check in options.Registrations)
            check.Timeout = Timeout.InfiniteTimeSpan;
    }));

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Ready_StorageCannotBeWritten_Is503WithTheReasonAndLiveStays200()
    {
        Assert.Equal(HttpStatusCode.OK, (await _silo.Http.GetAsync(new Uri("healthz/ready", UriKind.Relative), Cancellation)).StatusCode);
        var database = _silo.Services.GetRequiredService<SqliteDatabase>();
        using (var connection = database.OpenConnection())
            connection.Execute("ALTER TABLE health RENAME TO elsewhere");

        var broken = await _silo.Http.GetAsync(new Uri("healthz/ready", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, broken.StatusCode);
        Assert.Contains("storage: Unhealthy: SQLite Error 1: 'no such table: health'", await broken.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _silo.Http.GetAsync(new Uri("healthz/live", UriKind.Relative), Cancellation)).StatusCode);

        using (var connection = database.OpenConnection())
            connection.Execute("ALTER TABLE elsewhere RENAME TO health");
        Assert.Equal(HttpStatusCode.OK, (await _silo.Http.GetAsync(new Uri("healthz/ready", UriKind.Relative), Cancellation)).StatusCode);
    }
}
