using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Silo.Storage.Postgres;
using Orleans.Configuration;

namespace JointQP.Silo.Hosting;

/// <summary>How a silo is a member of a cluster.</summary>
internal static class Membership
{
    /// <summary>How long a silo's answer to a probe may take.</summary>
    /// <remarks>
    /// With <see cref="MissedProbes"/> a dead silo is known after some 5 seconds, well within the 10 in which work is to go on; and a silo that lives,
    /// on a machine whose cores all train, would have to be silent for as long, while its workers are niced and its own work is short.
    /// </remarks>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1.5);

    private const int MissedProbes = 3;

    /// <summary>Makes the silo a member of the cluster in the database.</summary>
    public static ISiloBuilder UseMembership(this ISiloBuilder silo, SiloOptions options, PostgresDatabase database) => silo
        .UseAdoNetClustering(clustering =>
        {
            clustering.Invariant = ClusterDatabase.Invariant;
            clustering.DataSource = database.Source;
        })
        .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Cluster, options.Cluster))
        .Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = options.Address is { } address ? IPAddress.Parse(address) : OwnAddress();
            (endpoint.SiloPort, endpoint.GatewayPort) = (options.SiloPort, options.GatewayPort);
            endpoint.SiloListeningEndpoint = new IPEndPoint(IPAddress.Any, options.SiloPort);
            endpoint.GatewayListeningEndpoint = new IPEndPoint(IPAddress.Any, options.GatewayPort);
        })
        .Configure<ClusterMembershipOptions>(membership =>
        {
            (membership.ProbeTimeout, membership.NumMissedProbesLimit) = (ProbeTimeout, MissedProbes);
            // Members say from time to time that they live, so that those who come later do not count the dead of long ago.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(30);
            membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        });

    private static IPAddress OwnAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback;
}
