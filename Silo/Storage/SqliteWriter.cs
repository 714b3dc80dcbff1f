using System.Threading.Channels;
using JointQP.Grains.Interfaces.Hosting;
using Microsoft.Data.Sqlite;

namespace JointQP.Silo.Storage;

/// <summary>
/// Runs writes one after another on one connection, those that wait together in one commit: the flush to disk is the cost, and
/// Microsoft.Data.Sqlite would do it on the caller's thread.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int LargestGroup = 128;

    // Full, it makes those wait that bring more: nothing is dropped.
    private readonly Channel<Job> _jobs = Channel.CreateBounded<Job>(new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly SqliteConnection _connection;
    private readonly Task _loop;

    public SqliteWriter(SqliteDatabase database)
    {
        _connection = database.OpenConnection();
        _loop = Task.Run(Loop);
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction of its own and completes when it is on disk. When it throws, its changes are undone
    /// and the caller gets the exception; other callers' work is not touched.
    /// </summary>
    public async Task<T> Write<T>(Func<SqliteConnection, T> work)
    {
        var job = new Job<T>(work);
        await _jobs.Writer.WriteAsync(job);
        return await job.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.TryComplete();
        await _loop;
        await _connection.DisposeAsync();
    }

    private async Task Loop()
    {
        var group = new List<Job>(LargestGroup);
        while (await _jobs.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _jobs.Reader.TryRead(out var job))
                group.Add(job);
            Commit(group);
        }
    }

    private void Commit(List<Job> group)
    {
        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            foreach (var job in group)
                RunAlone(job);
            _connection.Execute("COMMIT");
        }
        catch (Exception e)
        {
            // A full disk makes SQLite undo the whole transaction by itself; then there is none left to roll back.
            if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                _connection.Execute("ROLLBACK");
            group.ForEach(job => job.Fail(e));
            return;
        }

        group.ForEach(job => job.Succeed());
    }

    private void RunAlone(Job job)
    {
        _connection.Execute("SAVEPOINT job");
        try
        {
            job.Run(_connection);
        }
        catch (Exception e)
        {
            _connection.Execute("ROLLBACK TO job");
            job.Fail(e);
        }

        _connection.Execute("RELEASE job");
    }

    private abstract class Job
    {
        public abstract void Run(SqliteConnection connection);

        public abstract void Succeed();

        public abstract void Fail(Exception exception);
    }

    private sealed class Job<T>(Func<SqliteConnection, T> work) : Job
    {
        // Continuations must not run on the writer's thread.
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Task => _done.Task;

        public override void Run(SqliteConnection connection) => _result = work(connection);

        public override void Succeed() => _done.TrySetResult(_result!);

        // Who asked may be on another machine, and is to know that it may ask again.
        public override void Fail(Exception exception) =>
            _done.TrySetException(exception is SqliteException ? new StorageException(exception.Message, exception) : exception);
    }
}
