namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>MongoDB's limits, announced in the handshake and enforced by the gateway.</summary>
internal static class WireLimits
{
    /// <summary>The largest message including its header, in bytes.</summary>
    public const int Message = 48_000_000;

    /// <summary>The largest stored document, in bytes.</summary>
    public const int Document = 16 * 1024 * 1024;

    /// <summary>The largest command document, in bytes: a stored document and the fields of the command.</summary>
    public const int Command = Document + (16 * 1024);

    /// <summary>The most statements in one write command.</summary>
    public const int WriteBatch = 100_000;

    /// <summary>The deepest nesting of documents and arrays.</summary>
    public const int Depth = 180;
}
