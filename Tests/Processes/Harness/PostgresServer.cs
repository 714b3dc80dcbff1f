using System.Diagnostics;
using System.Globalization;
using JointQP.Silo.Hosting;
using JointQP.Silo.Storage.Postgres;
using JointQP.Tests.Processes.Harness;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace JointQP.Tests.Processes.Harness;

/// <summary>A PostgreSQL server of the tests' own, on a free port, with its usual promises (fsync, synchronous_commit). Started when first asked for.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "jointqp";

    private readonly SemaphoreSlim _gate = new(1);
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "jointqp-pg-" + Guid.NewGuid().ToString("N"));
    private int _port;
    private bool _running;

    /// <summary>Where the server's programs lie; null when it is not installed.</summary>
    private static string? Programs { get; } = new[] { "/usr/lib/postgresql", "/usr/pgsql" }
        .Where(Directory.Exists)
        .SelectMany(root => Directory.EnumerateDirectories(root))
        .Select(version => Path.Combine(version, "bin"))
        .LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")));

    /// <summary>A new database with JointQP's tables, on a server that runs.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabase()
    {
        Assert.SkipWhen(Programs is null, "PostgreSQL is not installed; on Debian: apt-get install postgresql");
        await Start();
        var name = "t" + Guid.NewGuid().ToString("N");
        await using (var server = NpgsqlDataSource.Create(ConnectionString("postgres")))
        {
            await using var create = server.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
        }

        await using var database = PostgresDatabase.Of(ConnectionString(name));
        await PostgresSchema.Migrate(database);
        return ConnectionString(name);
    }

    /// <summary>The same database by the server's socket in the file system, which no network lies before.</summary>
    public string BySocket(string connectionString) => connectionString.Replace("Host=127.0.0.1", $"Host={_folder}", StringComparison.Ordinal);

    /// <summary>Starts it, or starts it again.</summary>
    public async Task Start()
    {
        await _gate.WaitAsync();
        try
        {
            if (_running)
                return;
            if (!Directory.Exists(_folder))
            {
                _port = FreePort.Require(System.Net.IPAddress.Loopback, 0, "");
                Directory.CreateDirectory(_folder);
                if (Environment.IsPrivilegedProcess)
                    await Run("chown", "postgres", _folder);
                await Run("initdb", "-D", Path.Combine(_folder, "data"), "-A", "trust", "-U", User, "--locale=C", "--encoding=UTF8", "--no-sync");
            }

            await Run(
                "pg_ctl", "-D", Path.Combine(_folder, "data"), "-l", Path.Combine(_folder, "log"), "-w",
                "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c max_connections=300", "start");
            _running = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops it as a crash would: no connection is told, nothing is written on the way out.</summary>
    public async Task Stop()
    {
        await _gate.WaitAsync();
        try
        {
            if (!_running)
                return;
            await Run("pg_ctl", "-D", Path.Combine(_folder, "data"), "-w", "-m", "immediate", "stop");
            _running = false;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lets all its processes stand still, or go on: meanwhile connections stay open and take what is sent, and nothing is answered.</summary>
    internal void Send(Signal signal)
    {
        var postmaster = int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        // The one that starts the others first: none is added meanwhile.
        signal.Send(postmaster);
        foreach (var child in File.ReadAllText($"/proc/{postmaster}/task/{postmaster}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            signal.Send(int.Parse(child, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        _gate.Dispose();
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username={User};Database={database}";

    /// <summary>As the user that the server insists on, when the tests run as root.</summary>
    private static async Task Run(string program, params string[] arguments)
    {
        string[] line = [program == "chown" ? program : Path.Combine(Programs!, program), .. arguments];
        if (Environment.IsPrivilegedProcess && program != "chown")
            line = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. line];
        // Its output goes nowhere: the server would hold a pipe open for as long as it runs.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null 2>&1", "sh", .. line]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', line)}: exit code {process.ExitCode}");
    }
}
