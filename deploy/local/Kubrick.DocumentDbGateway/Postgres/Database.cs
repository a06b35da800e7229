using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Postgres;

/// <summary>The connections to PostgreSQL.</summary>
internal sealed partial class Database : IAsyncDisposable
{
    // Cursors live in files of PostgreSQL, so that the next page may come over any connection; composite plans let a sort use an index.
    private const string Settings =
        "-c documentdb.useFileBasedPersistedCursors=on -c documentdb_core.enableCollation=on -c documentdb.enableCompositeIndexPlanner=on " +
        "-c documentdb.use_pg_stats_live_tuples_for_count=off -c client_min_messages=error -c lock_timeout=20s";

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly ILogger<Database> _logger;

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
        _source = NpgsqlDataSource.Create(connection);
        _time = time;
        _patience = options.Value.PostgresPatience;
        _logger = logger;
    }

    /// <summary>A connection from the pool; waits while PostgreSQL starts or recovers.</summary>
    /// <exception cref="NpgsqlException">It did not come back in time.</exception>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            try
            {
                return await _source.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException e) when (PostgresFailures.IsAway(e) && _time.GetElapsedTime(began) < _patience)
            {
                LogAway(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
            }
        }
    }

    /// <summary>Forgets every idle connection: they led to a server that is gone.</summary>
    public void ForgetConnections() => _source.Clear();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "PostgreSQL is away, waiting for it: {Reason}")]
    private partial void LogAway(string reason);
}
