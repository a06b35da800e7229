using System.ComponentModel.DataAnnotations;

namespace Kubrick.DocumentDbGateway;

/// <summary>The settings and limits of the gateway.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The short names of command-line arguments.</summary>
    public static readonly Dictionary<string, string> Switches = new() { ["--port"] = nameof(Port), ["--postgres"] = nameof(Postgres) };

    /// <summary>The port for MongoDB's wire protocol on the loopback address.</summary>
    [Range(1, 65535)]
    public int Port { get; set; }

    /// <summary>The folder of PostgreSQL's Unix socket.</summary>
    [Required]
    public string Postgres { get; set; } = "";

    /// <summary>The most client connections at a time; further ones are closed at once.</summary>
    [Range(1, 10_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>The most connections to PostgreSQL; commands wait for a free one.</summary>
    [Range(2, 1_000)]
    public int MaxPostgresConnections { get; set; } = 80;

    /// <summary>The most open cursors at a time; the one idle longest is removed first.</summary>
    [Range(1, 100_000)]
    public int MaxCursors { get; set; } = 2_000;

    /// <summary>A cursor that was not read for this time is removed. MongoDB's default.</summary>
    public TimeSpan CursorIdle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most open transactions at a time. Each uses a connection to PostgreSQL, so this is less than <see cref="MaxPostgresConnections"/>.</summary>
    [Range(1, 500)]
    public int MaxTransactions { get; set; } = 40;

    /// <summary>A transaction that is open for longer is rolled back. MongoDB's default.</summary>
    public TimeSpan TransactionLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The time within which a message must arrive completely after its first byte.</summary>
    public TimeSpan MessageArrival { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The time that a command waits for PostgreSQL before it fails.</summary>
    public TimeSpan PostgresTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
