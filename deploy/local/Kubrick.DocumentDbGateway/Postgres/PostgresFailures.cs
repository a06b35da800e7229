using System.Net.Sockets;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Postgres;

/// <summary>Tells failures of the server from failures of a command.</summary>
internal static class PostgresFailures
{
    /// <summary>The server could not be reached, is starting, is stopping, or broke off: nothing is wrong with the command.</summary>
    public static bool IsAway(NpgsqlException failure) => failure switch
    {
        PostgresException e => e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.IdleSessionTimeout,
        _ => failure.InnerException is IOException or SocketException or ObjectDisposedException,
    };

    /// <summary>The server ended the transaction because it was open for too long.</summary>
    public static bool IsOverdue(PostgresException failure) => failure.SqlState is "25P03" or "25P04";
}
