namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Whether the gateway may retry a command after it lost PostgreSQL while the command ran.</summary>
internal enum CommandEffect
{
    /// <summary>Idempotent: it may be retried.</summary>
    Repeatable,

    /// <summary>Writes documents: only a retryable write with a single statement may be retried.</summary>
    Write,

    /// <summary>Must not run twice: it is never retried.</summary>
    Once,
}
