using JointQP.Silo.Storage.Postgres;
using Npgsql;
using Polly;
using Polly.Retry;

namespace JointQP.Silo.Hosting;

/// <summary>A silo that starts with its database waits for it, as in a cluster all start at once.</summary>
internal static class DatabaseWait
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>The waiting that is told of only every so often.</summary>
    private const int Tries = 30;

    /// <summary>Returns when the database has answered; throws what it said when it did not within a minute.</summary>
    /// <param name="database">The database.</param>
    /// <param name="tell">Hears what is waited for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    /// <exception cref="SetupException">It never answered.</exception>
    public static async Task UntilItAnswers(PostgresDatabase database, Action<string> tell, TimeProvider time, CancellationToken cancellationToken)
    {
        var retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                // A server that refuses a name or a password, and not one that is not up yet, says a state of its own.
                ShouldHandle = new PredicateBuilder().Handle<NpgsqlException>(e => e.IsTransient || e is not PostgresException),
                MaxRetryAttempts = Tries,
                BackoffType = DelayBackoffType.Constant,
                Delay = Pause,
                OnRetry = attempt =>
                {
                    if (attempt.AttemptNumber % 5 == 0)
                        tell($"waiting for the database {database.Place}: {attempt.Outcome.Exception?.Message}");
                    return default;
                },
            })
            .Build();
        try
        {
            await retry.ExecuteAsync(async ct => await (await database.Source.OpenConnectionAsync(ct)).DisposeAsync(), cancellationToken);
        }
        catch (NpgsqlException e)
        {
            throw new SetupException($"The database {database.Place} cannot be used: {e.Message} Start it, or mend the connection string (JOINTQP_DATABASE or --database).", e);
        }
    }
}
