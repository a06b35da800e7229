using Kubrick.DocumentDbGateway.Postgres;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>The arguments of a running command.</summary>
internal sealed class CommandContext(CommandRequest request, DocumentDb documentDb, CancellationToken cancellation)
{
    /// <summary>The received command.</summary>
    public CommandRequest Request { get; } = request;

    /// <summary>The connection to PostgreSQL, in the command's transaction if it has one.</summary>
    public DocumentDb DocumentDb { get; } = documentDb;

    /// <summary>Cancels the command when the gateway stops.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Whether a statement failed although the command has a reply. Its transaction has ended then, as in MongoDB.</summary>
    public bool StatementFailed { get; private set; }

    /// <summary>Records that a statement failed.</summary>
    public void FailedStatement() => StatementFailed = true;
}
