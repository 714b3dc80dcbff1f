using JointQP.Grains.Hosting;
using JointQP.Grains.Interfaces.Hosting;
using JointQP.Grains.Storage;
using JointQP.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Storage;

namespace JointQP.Tests.Faults.Silos;

/// <remarks>How its silos and its client are set up: as in production, but for clocks, doors and what disturbs the stores.</remarks>
internal sealed partial class SiloCluster
{
    private static readonly TimeSpan Ever = TimeSpan.FromMinutes(10);

    /// <summary>By the machine's clock, of which a slow one needs a part; a minute of the fast clock at its usual rate.</summary>
    private static readonly TimeSpan ActivationTimeout = TimeSpan.FromSeconds(2);

    private TimeSpan ResponseTimeout => _patient ? Ever : TimeSpan.FromSeconds(5);

    private void AddSilo(IHostApplicationBuilder host)
    {
        SiloFate fate = new();
        StoreDoor door = new(fate, () => Turmoil);
        AddLogging(host);
        host.UseOrleans(silo =>
        {
            AddClocks(silo.Services);
            silo.Services.AddSingleton(fate);
            silo.Services.AddSingleton(_writer);
            silo.AddSqliteStorage(_database, DataDirectory).AddStudies();
            silo.AddIncomingGrainCallFilter(new SiloDoor(fate));
            silo.Configure<ClusterMembershipOptions>(members =>
            {
                members.ProbeTimeout = TimeSpan.FromMilliseconds(400);
                members.NumMissedProbesLimit = _patient ? 1000 : 2;
                // Of a probe by way of a third nothing follows while that one is slow: on a machine that is, a dead silo would be taken for alive for long.
                members.EnableIndirectProbes = false;
                members.NumVotesForDeathDeclaration = 1;
                members.TableRefreshTimeout = TimeSpan.FromMilliseconds(200);
                members.DefunctSiloCleanupPeriod = TimeSpan.FromSeconds(30);
            });
            silo.Configure<GrainCollectionOptions>(grains => grains.ActivationTimeout = _patient ? Ever : ActivationTimeout);
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        });
        // After all that the cluster adds itself.
        host.ConfigureContainer(new DefaultServiceProviderFactory(), services =>
        {
            Wrap<IMembershipTable>(services, table => new SiloMembership(table, fate));
            Wrap<IStageStore>(services, store => new FaultyStageStore(store, door, () => Turmoil));
            Wrap<IMetricStore>(services, store => new FaultyMetricStore(store, Stages, door, () => Turmoil));
            Wrap<IStudyLog>(services, log => new FaultyStudyLog(log, door));
            WrapKeyed<IGrainStorage>(services, GrainStorage.Name, storage => new FaultyGrainStorage(storage, door));
        });
    }

    private void AddClient(IHostApplicationBuilder host)
    {
        AddLogging(host);
        host.UseOrleansClient(client => client
            .AddOutgoingGrainCallFilter<AbandonedActivations>()
            .AddOutgoingGrainCallFilter(new WorkerCalls())
            .Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1))
            .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout));
    }

    private static void AddLogging(IHostApplicationBuilder host) => host.Logging.ClearProviders().SetMinimumLevel(LogLevel.None);

    /// <summary>Grains and their timers live by the fast clock, Orleans itself by the machine's.</summary>
    private void AddClocks(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Time);
        services.AddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, (_, _) => TimeProvider.System);
        services.AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, Time);
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T) && !service.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton(provider => wrap((T)(inner.ImplementationInstance
            ?? inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    private static void WrapKeyed<T>(IServiceCollection services, string key, Func<T, T> wrap)
        where T : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(T) && service.IsKeyedService && Equals(service.ServiceKey, key));
        services.Remove(inner);
        services.AddKeyedSingleton(key, (provider, name) => wrap((T)inner.KeyedImplementationFactory!(provider, name)));
    }

    /// <summary>One that was killed neither hears nor answers.</summary>
    private sealed class SiloDoor(SiloFate fate) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            await fate.WhileDead();
            await context.Invoke();
            await fate.WhileDead();
        }
    }
}
