using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace Kubrick.DocumentDbGateway.Postgres;

/// <summary>
/// DocumentDB's SQL functions over one connection. BSON goes in and out as bytes. Functions take what they take as parameters:
/// nothing a client sent becomes part of a statement's text.
/// </summary>
internal sealed class DocumentDb(NpgsqlConnection connection)
{
    /// <summary>A statement that answers one row with one document.</summary>
    public async Task<byte[]> DocumentAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !reader.IsDBNull(0)
            ? reader.GetFieldValue<byte[]>(0)
            : throw new InvalidOperationException("PostgreSQL answered no document.");
    }

    /// <summary>A procedure that answers one document; its result cannot be cast, so it comes as text, <c>BSONHEX…</c>.</summary>
    public async Task<byte[]> CallAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        command.AllResultTypesAreUnknown = true;
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        const string prefix = "BSONHEX";
        return await reader.ReadAsync(cancellationToken) && reader.GetString(0) is { } text && text.StartsWith(prefix, StringComparison.Ordinal)
            ? Convert.FromHexString(text.AsSpan(prefix.Length))
            : throw new InvalidOperationException("PostgreSQL answered no document.");
    }

    /// <summary>A write: its reply, and whether every statement of it succeeded.</summary>
    public async Task<(byte[] Reply, bool Succeeded)> WriteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetFieldValue<byte[]>(0), reader.GetBoolean(1));
    }

    /// <summary>A page of a cursor, and what the next page is asked with; null when there is none.</summary>
    public async Task<(byte[] Page, byte[]? Continuation, long Cursor)> PageAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var continuation = reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1);
        return (reader.GetFieldValue<byte[]>(0), continuation, reader.FieldCount > 2 && !reader.IsDBNull(2) ? reader.GetInt64(2) : 0);
    }

    /// <summary>A statement that answers one value or nothing.</summary>
    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    /// <summary>A text as a parameter.</summary>
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>A document, or documents one after another, as a parameter.</summary>
    public static NpgsqlParameter Bson(ReadOnlyMemory<byte>? value) => new() { Value = value is { } bytes ? bytes : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };

    private NpgsqlCommand Command(string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
