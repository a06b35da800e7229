namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>The message types of MongoDB's wire protocol that the gateway supports.</summary>
internal enum OpCode
{
    /// <summary>OP_REPLY, the reply to <see cref="Query"/>.</summary>
    Reply = 1,

    /// <summary>OP_QUERY, with which a driver starts the handshake before it knows whether the server supports <see cref="Message"/>.</summary>
    Query = 2004,

    /// <summary>OP_MSG, all other commands and replies.</summary>
    Message = 2013,
}
