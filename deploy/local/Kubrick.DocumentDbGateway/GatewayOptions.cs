using System.ComponentModel.DataAnnotations;

namespace Kubrick.DocumentDbGateway;

/// <summary>How the gateway is started and where its bounds are.</summary>
internal sealed class GatewayOptions
{
    /// <summary>The command line's short names.</summary>
    public static readonly Dictionary<string, string> Switches = new() { ["--port"] = nameof(Port), ["--postgres"] = nameof(Postgres) };

    /// <summary>Where MongoDB's wire protocol is served, on the loopback address.</summary>
    [Range(1, 65535)]
    public int Port { get; set; }

    /// <summary>The folder of PostgreSQL's Unix socket.</summary>
    [Required]
    public string Postgres { get; set; } = "";

    /// <summary>Client connections at a time; the next is closed at once.</summary>
    [Range(1, 10_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Connections to PostgreSQL; commands wait for a free one.</summary>
    [Range(2, 1_000)]
    public int MaxPostgresConnections { get; set; } = 80;

    /// <summary>Open cursors at a time; the one that was idle longest goes first.</summary>
    [Range(1, 100_000)]
    public int MaxCursors { get; set; } = 2_000;

    /// <summary>A cursor that nobody reads from for so long is forgotten. MongoDB's own default.</summary>
    public TimeSpan CursorIdle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Open transactions at a time; each holds a connection to PostgreSQL, so fewer than those.</summary>
    [Range(1, 500)]
    public int MaxTransactions { get; set; } = 40;

    /// <summary>A transaction that is open for longer is rolled back. MongoDB's own default.</summary>
    public TimeSpan TransactionLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Once a message began to arrive, the rest has to come within this time.</summary>
    public TimeSpan MessageArrival { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a command waits for PostgreSQL to come (back) before it fails.</summary>
    public TimeSpan PostgresPatience { get; set; } = TimeSpan.FromSeconds(10);
}
