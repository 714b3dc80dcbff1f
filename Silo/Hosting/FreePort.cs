using System.Net;
using System.Net.Sockets;

namespace JointQP.Silo.Hosting;

/// <summary>Ports to listen on.</summary>
internal static class FreePort
{
    /// <summary>The port itself when it is free, or a free one for 0.</summary>
    /// <exception cref="SetupException">The port is taken or not allowed.</exception>
    public static int Require(IPAddress address, int port, string option)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        catch (SocketException e)
        {
            throw new SetupException(
                $"Port {port} cannot be used: {e.Message}. Stop what listens there, or give another port with {option} (0 picks a free one).", e);
        }
    }
}
