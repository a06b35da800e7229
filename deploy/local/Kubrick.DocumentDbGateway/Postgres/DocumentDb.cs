using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Kubrick.DocumentDbGateway.Postgres;

/// <summary>
/// Calls DocumentDB's SQL functions on one connection. BSON is passed as bytes and always as a parameter: client input never becomes part of
/// a statement's text.
/// </summary>
internal sealed class DocumentDb(NpgsqlConnection connection)
{
    /// <summary>Runs a statement that returns one row with one document.</summary>
    public async Task<byte[]> DocumentAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0)
            ? reader.GetFieldValue<byte[]>(0)
            : throw new InvalidOperationException("PostgreSQL returned no document.");
    }

    /// <summary>Calls a procedure that returns one document. Its result cannot be cast and arrives as text, <c>BSONHEX…</c>.</summary>
    public async Task<byte[]> CallAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        command.AllResultTypesAreUnknown = true;
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        const string prefix = "BSONHEX";
        return await reader.ReadAsync(cancellationToken) && reader.GetString(0) is { } text && text.StartsWith(prefix, StringComparison.Ordinal)
            ? Convert.FromHexString(text.AsSpan(prefix.Length))
            : throw new InvalidOperationException("PostgreSQL returned no document.");
    }

    /// <summary>Runs a write; returns its reply and whether every statement succeeded.</summary>
    public async Task<(byte[] Reply, bool Succeeded)> WriteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<byte[]>(0), reader.GetBoolean(1));
    }

    /// <summary>Reads a page of a cursor and the continuation for the next page; null when there is none.</summary>
    public async Task<(byte[] Page, byte[]? Continuation, long Cursor)> PageAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var continuation = reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1);
        return (reader.GetFieldValue<byte[]>(0), continuation, reader.FieldCount > 2 && !reader.IsDBNull(2) ? reader.GetInt64(2) : 0);
    }

    /// <summary>Runs a statement that returns one value or nothing.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    /// <summary>A string as a parameter.</summary>
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>A document or a document sequence as a parameter.</summary>
    public static NpgsqlParameter Bson(ReadOnlyMemory<byte>? value) => new() { Value = value is { } bytes ? bytes : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
