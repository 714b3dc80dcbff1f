using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace JointQP.Silo.Hosting;

/// <summary>Ports to listen on.</summary>
internal static class FreePort
{
    // A port found free is listened on only later: until then the system would give it out a second time.
    private static readonly ConcurrentDictionary<int, bool> Found = new();

    /// <summary>The port itself when it is free, or for 0 a free one that was not answered before.</summary>
    /// <exception cref="SetupException">The port is taken or not allowed.</exception>
    public static int Require(IPAddress address, int port, string option)
    {
        try
        {
            int free;
            do
                free = Listen(address, port);
            while (port == 0 && !Found.TryAdd(free, true));
            return free;
        }
        catch (SocketException e)
        {
            throw new SetupException(
                $"Port {port} cannot be used: {e.Message}. Stop what listens there, or give another port with {option} (0 picks a free one).", e);
        }
    }

    /// <summary>Listens for a moment; answers where.</summary>
    private static int Listen(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
