using JointQP.Grains.Storage;
using JointQP.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace JointQP.Tests.Faults.Silos;

/// <summary>Three silos of this process, as they are in production but for what connects them, over one SQLite file. They serve one run after another.</summary>
internal sealed partial class SiloCluster : IAsyncDisposable
{
    public const int Size = 3;

    private const int MostFailedStarts = 10;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jointqp-silos-");
    private readonly SqliteDatabase _database;
    private readonly SqliteWriter _writer;
    private readonly InProcessTestCluster _cluster;
    private readonly List<Member> _members = [];
    private readonly List<Task> _burials = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly bool _patient;
    private volatile bool _lost;

    private SiloCluster(FastTime time, bool patient)
    {
        _patient = patient;
        Time = time;
        _database = new SqliteDatabase(_folder.FullName);
        SqliteSchema.Ensure(_database);
        _writer = new SqliteWriter(_database);
        (Stages, Metrics, Log) = (new SqliteStageStore(_database, _writer), new SqliteMetricStore(_database, _writer), new SqliteStudyLog(_database, _writer));
        InProcessTestClusterBuilder builder = new(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) => AddSilo(host));
        builder.ConfigureClientHost(AddClient);
        _cluster = builder.Build();
    }

    public FastTime Time { get; }

    /// <summary>What disturbs the silos now.</summary>
    public Turmoil? Turmoil { get; set; }

    public string DataDirectory => _folder.FullName;

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>The stores themselves, undisturbed.</summary>
    public IStageStore Stages { get; }

    public IMetricStore Metrics { get; }

    public IStudyLog Log { get; }

    /// <summary>The state of grains as a silo reads and writes it.</summary>
    public IGrainStorage States => _cluster.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(GrainStorage.Name);

    /// <summary>Whether a silo has ended by itself, because the others had given it up.</summary>
    public bool HasLost => _lost;

    /// <param name="time">By which the grains live.</param>
    /// <param name="patient">Whether nobody is to be given up: a call is waited for, and a silo taken for alive, longer than a slow machine keeps them.</param>
    public static async Task<SiloCluster> Start(FastTime time, bool patient = false)
    {
        SiloCluster cluster = new(time, patient);
        await cluster._cluster.DeployAsync();
        cluster._members.AddRange(cluster._cluster.Silos.Select(cluster.Watched));
        // One after the other: silos that start side by side answer so late that they give each other up.
        await cluster.Heal();
        return cluster;
    }

    /// <summary>Kills a silo, so that the others have to find out, and starts another a little later.</summary>
    public Task Kill(int silo, TimeSpan after) => Change(async () =>
    {
        if (Pick(silo) is not { } killed)
            return;
        Turmoil?.Count("silos killed", killed.Handle.Name);
        Bury(killed);
        await Task.Delay(after, Time);
        await Fill();
    });

    /// <summary>Stops a silo in good order and starts another.</summary>
    public Task Stop(int silo) => Change(async () =>
    {
        if (Pick(silo) is not { } stopped)
            return;
        _members.Remove(stopped);
        try
        {
            await _cluster.StopSiloAsync(stopped.Handle);
            Turmoil?.Count("silos stopped", stopped.Handle.Name);
        }
        catch (OperationCanceledException)
        {
            // It took longer than one may on a slow machine, and is silenced as one that is killed.
            Turmoil?.Count("silos that did not stop in time", stopped.Handle.Name);
            Bury(stopped);
        }

        await Fill();
    });

    /// <summary>The others take a silo for dead, which goes on for a while with what it has in memory.</summary>
    public Task GiveUp(int silo, TimeSpan meanwhile) => Change(async () =>
    {
        if (Pick(silo) is not { } given)
            return;
        Turmoil?.Count("silos given up", given.Handle.Name);
        given.Fate.GoBlind();
        await Declare(_members.First(other => other != given).Table, given.Handle.SiloAddress);
        _members.Remove(given);
        try
        {
            await Fill();
            await Task.Delay(meanwhile, Time);
            given.Fate.See();
            await Task.Delay(TimeSpan.FromSeconds(5), Time);
        }
        finally
        {
            Bury(given);
        }
    });

    /// <summary>Waits until what was begun is done, and there are as many silos as there should be.</summary>
    public Task Heal() => Change(Fill);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_burials).WaitAsync(TimeSpan.FromSeconds(20)).ContinueWith(_ => { }, TaskScheduler.Default);
        await _cluster.StopAllSilosAsync().WaitAsync(TimeSpan.FromSeconds(60)).ContinueWith(_ => { }, TaskScheduler.Default);
        try
        {
            await _cluster.DisposeAsync();
        }
        catch (Exception)
        {
            // One that was blinded, or took itself for dead, may not stop in good order. What it did was looked at before.
        }

        await _writer.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task Declare(IMembershipTable table, SiloAddress silo)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            var all = await table.ReadAllAsync(CancellationToken.None);
            if (all.TryGet(silo) is not { } row || row.Item1.Status == SiloStatus.Dead)
                return;
            row.Item1.Status = SiloStatus.Dead;
            if (await table.UpdateRowAsync(row.Item1, row.Item2, all.Version.Next(), CancellationToken.None))
                return;
        }
    }

    private Member Watched(InProcessSiloHandle silo)
    {
        var member = Member.Of(silo);
        member.Stopping.Register(() =>
        {
            if (!member.Fate.IsDead)
                _lost = true;
        });
        return member;
    }

    private Member? Pick(int silo)
    {
        BuryStopped();
        return _members.Count > 1 ? _members[silo % _members.Count] : null;
    }

    private async Task Change(Func<Task> change)
    {
        await _one.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Fill()
    {
        BuryStopped();
        _lost = false;
        for (var failures = 0; _members.Count < Size;)
        {
            try
            {
                _members.Add(Watched(await _cluster.StartAdditionalSiloAsync()));
                Turmoil?.Count("silos started");
            }
            catch (Exception e) when (++failures < MostFailedStarts)
            {
                // On a slow machine the others may give it up before it belongs to them.
                Turmoil?.Count("silos that did not start", e.Message);
            }
        }
    }

    /// <summary>Those that the others have given up by themselves, on a slow machine, end by themselves.</summary>
    private void BuryStopped()
    {
        foreach (var gone in _members.Where(member => member.Stopping.IsCancellationRequested).ToList())
        {
            Turmoil?.Count("silos lost by themselves");
            Bury(gone);
        }
    }

    private void Bury(Member silo)
    {
        _members.Remove(silo);
        var fate = silo.Fate;
        fate.Die();
        _burials.RemoveAll(burial => burial.IsCompleted);
        _burials.Add(Task.Run(async () =>
        {
            try
            {
                await _cluster.KillSiloAsync(silo.Handle);
            }
            catch (Exception)
            {
                // However it goes, it is gone.
            }
            finally
            {
                fate.Bury();
            }
        }));
    }

    /// <summary>A silo that belongs to the cluster, as far as the test knows.</summary>
    private sealed record Member(InProcessSiloHandle Handle, SiloFate Fate, IMembershipTable Table, CancellationToken Stopping)
    {
        public static Member Of(InProcessSiloHandle silo) => new(
            silo,
            silo.ServiceProvider.GetRequiredService<SiloFate>(),
            silo.ServiceProvider.GetRequiredService<IMembershipTable>(),
            silo.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
    }
}
