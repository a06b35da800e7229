using System.Net.Sockets;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Postgres;

/// <summary>Distinguishes failures of the server from failures of a command.</summary>
internal static class PostgresFailures
{
    /// <summary>The server is unreachable, starting or stopping, or the connection broke. The command itself did not fail.</summary>
    public static bool IsUnavailable(NpgsqlException failure) => failure switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.IdleSessionTimeout,
        _ => failure.InnerException is IOException or SocketException or ObjectDisposedException,
    };

    /// <summary>The server ended the transaction because it exceeded its time limit.</summary>
    public static bool IsTransactionTimeout(PostgresException failure) => failure.SqlState is "25P03" or "25P04";
}
