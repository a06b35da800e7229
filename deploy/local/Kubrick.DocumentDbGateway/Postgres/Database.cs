using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Postgres;

/// <summary>The pool of connections to PostgreSQL.</summary>
internal sealed partial class Database : IAsyncDisposable
{
    // Cursors are stored in files of PostgreSQL, so any connection can read the next page. The composite planner assumes that every equality selects one document in a hundred,
    // and then sorts a whole collection instead of following the index that has the order.
    private const string Settings =
        "-c documentdb.useFileBasedPersistedCursors=on -c documentdb_core.enableCollation=on -c documentdb.enableCompositeIndexPlanner=off " +
        "-c documentdb.use_pg_stats_live_tuples_for_count=off -c client_min_messages=error -c lock_timeout=20s";

    private readonly NpgsqlDataSource source;
    private readonly TimeProvider time;
    private readonly TimeSpan timeout;
    private readonly ILogger<Database> logger;

    public Database(IOptions<GatewayOptions> options, TimeProvider time, ILogger<Database> logger)
    {
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = options.Value.Postgres,
            Port = 5432,
            Username = "postgres",
            Database = "postgres",
            ApplicationName = "mongo",
            MaxPoolSize = options.Value.MaxPostgresConnections,
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            Timeout = 30,
            CommandTimeout = 0,
            IncludeErrorDetail = true,
            Options = $"{Settings} -c documentdb.defaultCursorExpiryTimeLimitSeconds={(int)options.Value.CursorIdle.TotalSeconds}",
        };
        source = NpgsqlDataSource.Create(connection);
        this.time = time;
        timeout = options.Value.PostgresTimeout;
        this.logger = logger;
    }

    /// <summary>Takes a connection from the pool; waits while PostgreSQL starts or recovers.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL was unavailable for longer than <see cref="GatewayOptions.PostgresTimeout"/>.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException e) when (PostgresFailures.IsUnavailable(e) && time.GetElapsedTime(started) < timeout)
            {
                LogUnavailable(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
            }
        }
    }

    /// <summary>Discards idle connections after PostgreSQL was restarted.</summary>
    public void DiscardIdleConnections() => source.Clear();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => source.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL unavailable, waiting: {Reason}")]
    private partial void LogUnavailable(string reason);
}
