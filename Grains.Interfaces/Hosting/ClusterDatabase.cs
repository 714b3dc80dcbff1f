using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace JointQP.Grains.Interfaces.Hosting;

/// <summary>How silos, workers and consoles of a cluster name the database that they find each other through.</summary>
public static class ClusterDatabase
{
    /// <summary>The environment variable that holds the connection string.</summary>
    public const string Variable = "JOINTQP_DATABASE";

    /// <summary>What one looks like.</summary>
    public const string Example = "Host=db;Username=jointqp;Database=jointqp";

    /// <summary>Orleans' name for Npgsql.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>
    /// A connection string with what it leaves open: a dead server is noticed within seconds, and a connection that a server has closed behind its
    /// back is found out before it is used.
    /// </summary>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static string Completed(string connectionString)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (var (key, value) in Defaults)
        {
            if (!parts.ContainsKey(key))
                parts[key] = value;
        }

        return parts.ConnectionString;
    }

    /// <summary>
    /// Lets what the database complains of travel between silos, workers and consoles, as the reason of another exception too: one that cannot
    /// be written leaves the caller without an answer that it understands.
    /// </summary>
    public static IServiceCollection AddDatabaseExceptions(this IServiceCollection services) =>
        services.Configure<ExceptionSerializationOptions>(exceptions => exceptions.SupportedNamespacePrefixes.Add(Invariant));

    private static readonly (string Key, object Value)[] Defaults =
    [
        ("Timeout", 5),
        ("Command Timeout", 20),
        ("Keepalive", 10),
        ("Application Name", "jointqp"),
        // The same few statements all day: planned once for each connection. A pooler between that gives each transaction another session wants 0 here.
        ("Max Auto Prepare", 50),
        // Nothing is left behind in a session but a table of its own, which the next one may use as well.
        ("No Reset On Close", true),
    ];
}
