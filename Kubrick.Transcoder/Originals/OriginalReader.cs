using System.Text.Json;
using Kubrick.Transcoder.FFmpeg;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Originals;

/// <summary>Inspects an original: its containers, their tracks, and the times of their packets. Decodes nothing.</summary>
internal sealed class OriginalReader(FFmpegTool tool, IOptions<TranscoderOptions> options)
{
    /// <summary>Inspects a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="FFmpegException">FFmpeg failed, and not because of the file.</exception>
    public async Task<Inspection> InspectAsync(string path, CancellationToken cancellationToken)
    {
        var runs = new List<OriginalRun>();
        foreach (var range in await ContainerScanner.ScanAsync(path, cancellationToken))
        {
            var input = ToolInput.Range(path, range.Start, range.End, range.Container, options.Value.MaxPixels);
            if (await ProbeAsync(input, [], cancellationToken) is not { } probe)
            {
                continue;
            }

            if (probe.IsVideoTooLarge || probe.Video?.Picture.Pixels > options.Value.MaxPixels)
            {
                return new Inspection.Undecodable(Original.VideoTooLarge);
            }

            if (await ReadRunAsync(input, range, probe, cancellationToken) is { } run)
            {
                runs.Add(run);
            }
        }

        return runs.Count == 0 ? new Inspection.Undecodable(Original.NothingToDecode) : new Inspection.Readable(new Original(path, runs));
    }

    /// <summary>Probes the tracks of an input.</summary>
    /// <param name="input">The arguments that open it.</param>
    /// <param name="extra">More arguments, such as <c>-count_packets</c>.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Null when it cannot be read.</returns>
    public async Task<TrackProbe?> ProbeAsync(IReadOnlyList<string> input, IReadOnlyList<string> extra, CancellationToken cancellationToken)
    {
        TrackProbe? probe = null;
        var result = await tool.ProbeAsync(
            [.. extra, .. TrackProbe.Arguments, .. input],
            async (output, token) =>
            {
                try
                {
                    using var document = await JsonDocument.ParseAsync(output, cancellationToken: token);
                    probe = TrackProbe.Parse(document.RootElement);
                }
                catch (JsonException)
                {
                    // The exit code says why.
                }
            },
            cancellationToken);
        return !result.CouldRead() || probe is null ? null : probe with { IsVideoTooLarge = result.Messages.Any(message => message.IsVideoTooLarge) };
    }

    private async Task<OriginalRun?> ReadRunAsync(IReadOnlyList<string> input, ContainerRange range, TrackProbe probe, CancellationToken cancellationToken)
    {
        var (video, audio) = (new TrackTimes(), new TrackTimes());
        var tracks = new Dictionary<int, TrackTimes>();
        if (probe.Video is { Picture.Pixels: > 0 } found)
        {
            tracks[found.Index] = video;
        }

        if (probe.Audio is { SampleRate: > 0, Channels: > 0 } heard)
        {
            tracks[heard.Index] = audio;
        }

        // Its exit code does not matter: what it listed before damage is there.
        var result = await tool.ProbeAsync([.. PacketList.Arguments, .. input], (output, token) => PacketList.ReadAsync(output, tracks, token), cancellationToken);
        result.CouldRead();
        return RunTimeline.Of(video, audio) is not { } timeline ? null : new OriginalRun(
            range,
            video.Packets > 0 ? probe.Video : null,
            audio.Packets > 0 ? probe.Audio : null,
            new RunPackets(video.Packets, audio.Packets, video.Keyframes, timeline));
    }
}
