namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Whether the gateway may do a command again after PostgreSQL broke off in the middle of it.</summary>
internal enum CommandEffect
{
    /// <summary>Changes nothing, or the second time changes nothing: yes.</summary>
    Repeatable,

    /// <summary>Writes documents: only when the client gave the write a number and it is a single statement.</summary>
    Write,

    /// <summary>Depends on state that is lost with the connection: no.</summary>
    Once,
}
