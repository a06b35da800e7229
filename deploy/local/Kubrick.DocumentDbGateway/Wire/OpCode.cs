namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>The message types of MongoDB's wire protocol which the gateway speaks.</summary>
internal enum OpCode
{
    /// <summary>The answer to <see cref="Query"/>.</summary>
    Reply = 1,

    /// <summary>What a driver says first, before it knows whether the server understands <see cref="Message"/>.</summary>
    Query = 2004,

    /// <summary>Everything else.</summary>
    Message = 2013,
}
