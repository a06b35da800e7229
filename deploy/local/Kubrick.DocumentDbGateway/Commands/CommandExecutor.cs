using System.Collections.Frozen;
using Kubrick.DocumentDbGateway.Cursors;
using Kubrick.DocumentDbGateway.Errors;
using Kubrick.DocumentDbGateway.Postgres;
using Kubrick.DocumentDbGateway.Transactions;
using Kubrick.DocumentDbGateway.Wire;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Runs commands, inside or outside a transaction, and turns every failure into an error reply.</summary>
internal sealed partial class CommandExecutor
{
    private const int Attempts = 3;

    private readonly Database database;
    private readonly TransactionTable transactions;
    private readonly SessionCommands session;
    private readonly FrozenDictionary<string, Command> commands;
    private readonly ILogger<CommandExecutor> logger;

    public CommandExecutor(Database database, CursorTable cursors, TransactionTable transactions, TimeProvider time, ILogger<CommandExecutor> logger)
    {
        this.database = database;
        this.transactions = transactions;
        session = new SessionCommands(time);
        commands = WriteCommands.All.Concat(new QueryCommands(cursors).All).Concat(CollectionCommands.All).ToFrozenDictionary(StringComparer.Ordinal);
        this.logger = logger;
    }

    /// <summary>Runs the command of a message. Never throws because of what a client sent or PostgreSQL answered.</summary>
    public async Task<byte[]> ExecuteAsync(WireMessage message, int client, CancellationToken cancellationToken)
    {
        CommandRequest? request = null;
        try
        {
            request = CommandRequest.Create(MessageParser.Parse(message));
            return session.TryAnswer(request, client) ??
                await (request.InTransaction ? InTransactionAsync(request, client, cancellationToken) : OutsideTransactionAsync(request, cancellationToken));
        }
        catch (MongoException e)
        {
            return Replies.Failure(e);
        }
        catch (PostgresException e) when (!PostgresFailures.IsUnavailable(e))
        {
            return Replies.Failure(Explain(e, request));
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            LogUnavailable(request?.Name, e.Message);
            var label = request is { InTransaction: true, Name: not "commitTransaction" } ? MongoException.TransientTransaction : MongoException.RetryableWrite;
            return Replies.Failure(new MongoException(MongoErrorCode.ShutdownInProgress, "PostgreSQL is unavailable.", label, e));
        }
        catch (Exception e)
        {
            LogUnexpected(request?.Name, e);
            return Replies.Failure(new MongoException(MongoErrorCode.InternalError, "The gateway failed to run the command.", cause: e));
        }
    }

    private Command Find(CommandRequest request) => commands.TryGetValue(request.Name, out var command)
        ? command
        : throw new MongoException(MongoErrorCode.CommandNotFound, $"no such command: '{request.Name}'");

    private async Task<byte[]> OutsideTransactionAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        if (request.Name is "commitTransaction" or "abortTransaction")
        {
            throw new MongoException(MongoErrorCode.NoSuchTransaction, "The command belongs to no transaction.");
        }

        var command = Find(request);
        for (var attempt = 1; ; attempt++)
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            try
            {
                return await command.RunAsync(new CommandContext(request, new DocumentDb(connection), cancellationToken));
            }
            catch (NpgsqlException e) when (PostgresFailures.IsUnavailable(e) && attempt < Attempts && MayRetry(command, request))
            {
                // PostgreSQL was restarted, so the other pooled connections are broken, too.
                database.DiscardIdleConnections();
            }
        }
    }

    private static bool MayRetry(Command command, CommandRequest request) => command.Effect switch
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
                await transactions.CommitAsync(key, cancellationToken);
                return Replies.Ok();
            case "abortTransaction":
                await transactions.RollBackAsync(key);
                return Replies.Ok();
        }

        var command = Find(request);
        var transaction = request.StartsTransaction ? await transactions.StartAsync(key, client, cancellationToken) : transactions.Find(key);
        transaction.Client = client;
        return await transaction.UseAsync(open => RunInsideAsync(command, request, open, cancellationToken), cancellationToken) ??
            throw new MongoException(MongoErrorCode.NoSuchTransaction, "The transaction was rolled back.", MongoException.TransientTransaction);
    }

    // A failed statement ends the transaction in PostgreSQL and in MongoDB.
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
                await transactions.RollBackInsideAsync(transaction);
            }
        }
    }

    private static MongoException Explain(PostgresException failure, CommandRequest? request)
    {
        if (PostgresFailures.IsTransactionTimeout(failure))
        {
            return new MongoException(MongoErrorCode.NoSuchTransaction, "The transaction was open for too long.", MongoException.TransientTransaction, failure);
        }

        var code = SqlStateErrors.Code(failure.SqlState);
        var again = request is { InTransaction: true } && code is MongoErrorCode.WriteConflict or MongoErrorCode.LockTimeout;
        return new MongoException(code, failure.MessageText, again ? MongoException.TransientTransaction : null, failure);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Command failed, PostgreSQL is unavailable: {Command}: {Reason}")]
    private partial void LogUnavailable(string? command, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Command failed unexpectedly: {Command}")]
    private partial void LogUnexpected(string? command, Exception exception);
}
