using System.Collections.Frozen;
using Kubrick.DocumentDbGateway.Cursors;
using Kubrick.DocumentDbGateway.Errors;
using Kubrick.DocumentDbGateway.Postgres;
using Kubrick.DocumentDbGateway.Transactions;
using Kubrick.DocumentDbGateway.Wire;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Does commands, alone or in their transactions, and turns every failure into an answer.</summary>
internal sealed partial class CommandExecutor
{
    private const int Attempts = 3;

    private readonly Database _database;
    private readonly TransactionTable _transactions;
    private readonly SessionCommands _session;
    private readonly FrozenDictionary<string, Command> _commands;
    private readonly ILogger<CommandExecutor> _logger;

    public CommandExecutor(Database database, CursorTable cursors, TransactionTable transactions, TimeProvider time, ILogger<CommandExecutor> logger)
    {
        _database = database;
        _transactions = transactions;
        _session = new SessionCommands(time);
        _commands = WriteCommands.All.Concat(new QueryCommands(cursors).All).Concat(CollectionCommands.All).ToFrozenDictionary(StringComparer.Ordinal);
        _logger = logger;
    }

    /// <summary>Does the command of a message. Never throws for what a client sent or PostgreSQL answered.</summary>
    public async Task<byte[]> ExecuteAsync(WireMessage message, int client, CancellationToken cancellationToken)
    {
        CommandRequest? request = null;
        try
        {
            request = MessageParser.Parse(message);
            return _session.TryAnswer(request, client) ??
                await (request.InTransaction ? InTransactionAsync(request, client, cancellationToken) : AloneAsync(request, cancellationToken));
        }
        catch (MongoException e)
        {
            return Replies.Failure(e);
        }
        catch (PostgresException e) when (!PostgresFailures.IsAway(e))
        {
            return Replies.Failure(Explain(e, request));
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            LogAway(request?.Name, e.Message);
            var label = request is { InTransaction: true, Name: not "commitTransaction" } ? MongoException.TransientTransaction : MongoException.RetryableWrite;
            return Replies.Failure(new MongoException(MongoErrorCode.ShutdownInProgress, "The database behind the gateway is away.", label, e));
        }
        catch (Exception e)
        {
            LogUnexpected(request?.Name, e);
            return Replies.Failure(new MongoException(MongoErrorCode.InternalError, "The gateway failed at this command.", cause: e));
        }
    }

    private Command Find(CommandRequest request) => _commands.TryGetValue(request.Name, out var command)
        ? command
        : throw new MongoException(MongoErrorCode.CommandNotFound, $"no such command: '{request.Name}'");

    private async Task<byte[]> AloneAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is "commitTransaction" or "abortTransaction")
        {
            throw new MongoException(MongoErrorCode.NoSuchTransaction, "The command belongs to no transaction.");
        }

        var command = Find(request);
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await _database.OpenAsync(cancellationToken);
            try
            {
                return await command.RunAsync(new CommandContext(request, new DocumentDb(connection), cancellationToken));
            }
            catch (NpgsqlException e) when (PostgresFailures.IsAway(e) && attempt < Attempts && MayRepeat(command, request))
            {
                // PostgreSQL was restarted: the other pooled connections are dead, too.
                _database.ForgetConnections();
            }
        }
    }

    private static bool MayRepeat(Command command, CommandRequest request) => command.Effect switch
    {
        CommandEffect.Repeatable => true,
        CommandEffect.Write => request.RetryId is not null && request.SequenceCount <= 1,
        _ => false,
    };

    private async Task<byte[]> InTransactionAsync(CommandRequest request, int client, CancellationToken cancellationToken)
    {
        var key = new TransactionKey(request.Session!, request.TransactionNumber!.Value);
        switch (request.Name)
        {
            case "commitTransaction":
                await _transactions.CommitAsync(key, cancellationToken);
                return Replies.Ok();
            case "abortTransaction":
                await _transactions.RollBackAsync(key);
                return Replies.Ok();
        }

        var command = Find(request);
        var transaction = request.StartsTransaction ? await _transactions.BeginAsync(key, client, cancellationToken) : _transactions.Find(key);
        transaction.Client = client;
        return await transaction.UseAsync(open => RunInsideAsync(command, request, open, cancellationToken), cancellationToken) ??
            throw new MongoException(MongoErrorCode.NoSuchTransaction, "The transaction was rolled back.", MongoException.TransientTransaction);
    }

    // A failed statement ends the transaction: PostgreSQL takes nothing more in it, and MongoDB does the same.
    private async Task<byte[]> RunInsideAsync(Command command, CommandRequest request, OpenTransaction transaction, CancellationToken cancellationToken)
    {
        var context = new CommandContext(request, new DocumentDb(transaction.Connection), cancellationToken);
        var completed = false;
        try
        {
            var reply = await command.RunAsync(context);
            completed = !context.StatementFailed;
            return reply;
        }
        finally
        {
            if (!completed)
            {
                await _transactions.RollBackInsideAsync(transaction);
            }
        }
    }

    private static MongoException Explain(PostgresException failure, CommandRequest? request)
    {
        if (PostgresFailures.IsOverdue(failure))
        {
            return new MongoException(MongoErrorCode.NoSuchTransaction, "The transaction was open for too long.", MongoException.TransientTransaction, failure);
        }

        var code = SqlStateErrors.Code(failure.SqlState);
        var again = request is { InTransaction: true } && code is MongoErrorCode.WriteConflict or MongoErrorCode.LockTimeout;
        return new MongoException(code, failure.MessageText, again ? MongoException.TransientTransaction : null, failure);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Command} failed, PostgreSQL is away: {Reason}")]
    private partial void LogAway(string? command, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Command} failed unexpectedly")]
    private partial void LogUnexpected(string? command, Exception exception);
}
