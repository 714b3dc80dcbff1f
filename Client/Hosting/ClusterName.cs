using JointQP.Grains.Interfaces.Hosting;
using Npgsql;
using Orleans.Configuration;

namespace JointQP.Client.Hosting;

/// <summary>A cluster of several machines: its name, and the database in which its silos are found.</summary>
internal sealed record ClusterName(string Name, string Database)
{
    /// <summary>The environment variable of the name.</summary>
    public const string Variable = "JOINTQP_CLUSTER";

    /// <summary>The cluster that the environment names; null when it names none.</summary>
    public static ClusterName? Of(Func<string, string?> environment) =>
        environment(ClusterDatabase.Variable) is { Length: > 0 } database
            ? new ClusterName(environment(Variable) is { Length: > 0 } name ? name : SiloEndpoint.ClusterId, database)
            : null;

    /// <summary>Lets a client find its silos.</summary>
    /// <exception cref="ConsoleException">The database's connection string is none.</exception>
    public void Configure(IClientBuilder client)
    {
        NpgsqlDataSource source;
        try
        {
            source = NpgsqlDataSource.Create(ClusterDatabase.Completed(Database));
        }
        catch (ArgumentException e)
        {
            throw new ConsoleException(ExitCode.BadInput, $"{ClusterDatabase.Variable}: {e.Message.TrimEnd('.')}; write it as '{ClusterDatabase.Example}'", e);
        }

        client.Services.AddDatabaseExceptions();
        client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (Name, Name))
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2))
            .UseAdoNetClustering(clustering => (clustering.Invariant, clustering.DataSource) = (ClusterDatabase.Invariant, source));
    }
}
