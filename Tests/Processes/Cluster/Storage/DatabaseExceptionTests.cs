using JointQP.Grains.Interfaces.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Serialization;

namespace JointQP.Tests.Processes.Cluster.Storage;

/// <summary>What a database complains of reaches a worker as something that it can ask again after, whoever wrapped it.</summary>
public sealed class DatabaseExceptionTests
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().AddDatabaseExceptions().BuildServiceProvider();

    public static TheoryData<Exception> Complaints => [new NpgsqlException("gone"), new StorageException("not stored", new NpgsqlException("gone")), new OrleansException("not read", new NpgsqlException("gone"))];

    [Theory]
    [MemberData(nameof(Complaints), DisableDiscoveryEnumeration = true)]
    public void Serialize_OfADatabase_ArrivesAsItWas(Exception complaint)
    {
        var serializer = Services.GetRequiredService<Serializer>();

        var arrived = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(complaint));

        Assert.NotNull(arrived);
        Assert.Equal((complaint.GetType(), complaint.Message), (arrived.GetType(), arrived.Message));
        Assert.Equal(complaint.InnerException?.Message, arrived.InnerException?.Message);
    }
}
