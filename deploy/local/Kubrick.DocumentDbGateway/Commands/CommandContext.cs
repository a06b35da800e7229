using Kubrick.DocumentDbGateway.Postgres;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>What a command has at hand.</summary>
internal sealed class CommandContext(CommandRequest request, DocumentDb documentDb, CancellationToken cancellation)
{
    /// <summary>What was asked.</summary>
    public CommandRequest Request { get; } = request;

    /// <summary>PostgreSQL, in the command's transaction if it has one.</summary>
    public DocumentDb DocumentDb { get; } = documentDb;

    /// <summary>Ends a command when the gateway has to stop.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether a statement of the command failed although the command answered: its transaction is over then, as in MongoDB.</summary>
    public bool StatementFailed { get; private set; }

    /// <summary>Notes that a statement failed.</summary>
    public void FailedStatement() => StatementFailed = true;
}
