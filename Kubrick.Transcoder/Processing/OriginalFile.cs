using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;

namespace Kubrick.Transcoder.Processing;

/// <summary>
/// Receives an original: hashes all of it and each of its parts, and keeps as many bytes as were announced. More would be another file, which is only counted and hashed, so
/// that it cannot fill the disk.
/// </summary>
/// <param name="file">Takes the bytes.</param>
/// <param name="ticket">The recording.</param>
internal sealed class OriginalFile(Stream file, ProcessingTicket ticket) : IDisposable
{
    private readonly IncrementalHash whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream parts = new();
    private long partLength;

    /// <summary>The bytes received so far.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var kept = (int)Math.Clamp(ticket.FileBytes - Length, 0, bytes.Length);
        await file.WriteAsync(bytes[..kept], cancellationToken);
        whole.AppendData(bytes.Span);
        AppendToParts(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>What all received bytes are. Nothing can be appended any more.</summary>
    public ProcessingFindings Describe()
    {
        var sha256 = Convert.ToHexStringLower(whole.GetHashAndReset());
        return new ProcessingFindings { Bytes = Length, Sha256 = sha256, PartHashes = IsAnnounced(sha256) ? DescribeParts() : null };
    }

    /// <summary>Whether a file with this SHA-256 is the one that was announced.</summary>
    public bool IsAnnounced(string sha256) => Length == ticket.FileBytes && (ticket.Sha256 ?? sha256) == sha256;

    /// <inheritdoc/>
    public void Dispose()
    {
        whole.Dispose();
        part.Dispose();
        parts.Dispose();
    }

    private void AppendToParts(ReadOnlySpan<byte> bytes)
    {
        while (ticket.PartBytes is { } partBytes && !bytes.IsEmpty && parts.Length < PartHashes.MaxParts * SHA256.HashSizeInBytes)
        {
            var taken = (int)Math.Min(bytes.Length, partBytes - partLength);
            part.AppendData(bytes[..taken]);
            partLength += taken;
            bytes = bytes[taken..];
            if (partLength == partBytes)
            {
                EndPart();
            }
        }
    }

    private void EndPart()
    {
        parts.Write(part.GetHashAndReset());
        partLength = 0;
    }

    private PartHashes? DescribeParts()
    {
        if (partLength > 0)
        {
            EndPart();
        }

        return ticket.PartBytes is { } partBytes && parts.Length > 0
            ? new PartHashes(PartHashes.Sha256, HashSources.Computed, partBytes, Convert.ToBase64String(parts.ToArray()))
            : null;
    }
}
