using System.Text.Json;

namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>Where a silo on this machine listens. Written into its data directory, so that the console finds it.</summary>
/// <param name="ProcessId">Process id of the silo.</param>
/// <param name="Host">Machine name.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="GatewayPort">Where Orleans clients connect on the loopback address.</param>
/// <param name="SiloPort">Where silos would talk to each other.</param>
/// <param name="HttpPort">Where <c>/metrics</c> and <c>/healthz</c> are.</param>
public sealed record SiloEndpoint(int ProcessId, string Host, DateTimeOffset StartedAt, int GatewayPort, int SiloPort, int HttpPort)
{
    /// <summary>The file in the data directory; there while a silo is ready, stale after it was killed.</summary>
    public const string FileName = "silo.json";

    /// <summary>The empty file that a running silo holds locked.</summary>
    public const string LockFileName = "silo.lock";

    /// <summary>Who holds, or held last, the lock: an endpoint too. Apart from the lock, because a locked file cannot be read everywhere.</summary>
    public const string OwnerFileName = "silo.owner.json";

    /// <summary>The cluster and service id of a silo on one machine.</summary>
    public const string ClusterId = "jointqp";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads what was written, or null when the file is missing or not readable as such.</summary>
    public static SiloEndpoint? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SiloEndpoint>(File.ReadAllText(path), Json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The content of the file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
