using System.Buffers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;

namespace Kubrick.Transcoder.Previews;

/// <summary>Appends the clusters of one stream of Matroska to another that has the same tracks.</summary>
internal static class MatroskaAppender
{
    private const int MaxHeaderBytes = 1 << 20;
    private const int BlockSize = 1 << 16;

    /// <summary>Appends a stream to its end.</summary>
    /// <param name="input">The stream, from its header on.</param>
    /// <param name="output">What it is appended to.</param>
    /// <param name="withHeader">Whether its header is written, too: only that of the first is.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FFmpegException">The stream has no readable header.</exception>
    public static async Task AppendAsync(Stream input, Stream output, bool withHeader, CancellationToken cancellationToken)
    {
        if (!withHeader)
        {
            await SkipHeaderAsync(input, output, cancellationToken);
        }

        await input.CopyToAsync(output, cancellationToken);
    }

    private static async Task SkipHeaderAsync(Stream input, Stream output, CancellationToken cancellationToken)
    {
        var reader = new MatroskaReader();
        var start = new ArrayBufferWriter<byte>(BlockSize);
        while (reader.Header is null)
        {
            var read = await input.ReadAsync(start.GetMemory(BlockSize)[..BlockSize], cancellationToken);
            if (read == 0 && start.WrittenCount == 0)
            {
                return;
            }

            if (read == 0 || reader.IsUnreadable || start.WrittenCount > MaxHeaderBytes)
            {
                throw new FFmpegException("A copied run has no readable header.");
            }

            start.Advance(read);
            reader.Append(start.WrittenMemory[^read..]);
        }

        await output.WriteAsync(start.WrittenMemory[reader.Header.Bytes.Length..], cancellationToken);
    }
}
