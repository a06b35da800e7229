namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>MongoDB's own limits, announced in the handshake and enforced here.</summary>
internal static class WireLimits
{
    /// <summary>Bytes of a message with its header.</summary>
    public const int Message = 48_000_000;

    /// <summary>Bytes of a stored document.</summary>
    public const int Document = 16 * 1024 * 1024;

    /// <summary>Bytes of a command document, which may hold a stored one and a little more.</summary>
    public const int Command = Document + (16 * 1024);

    /// <summary>Statements of one write command.</summary>
    public const int WriteBatch = 100_000;

    /// <summary>Documents and arrays inside one another.</summary>
    public const int Depth = 180;
}
