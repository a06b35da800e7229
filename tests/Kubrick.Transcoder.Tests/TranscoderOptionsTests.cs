using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Tests;

public sealed class TranscoderOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => Assert.Empty(Check(new TranscoderOptions()));

    [Fact]
    public void A_segment_is_two_seconds_long_or_four_of_MPEG_TS()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), new TranscoderOptions().EffectiveSegmentDuration);
        var transport = new TranscoderOptions { Container = OutputContainer.MpegTs };
        Assert.Equal((TimeSpan.FromSeconds(4), 5), (transport.EffectiveSegmentDuration, transport.Window));
    }

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        var wrong = new TranscoderOptions
        {
            Slots = 0,
            FFmpegPath = " ",
            Container = (OutputContainer)9,
            SegmentDuration = TimeSpan.FromSeconds(21),
            PartDuration = TimeSpan.Zero,
            Window = 2,
            Preset = "slowest",
            StorageBufferBytes = 1000,
            GracePeriod = TimeSpan.Zero,
            FirstPartTimeout = TimeSpan.Zero,
            SilenceTimeout = TimeSpan.FromDays(2),
            StallTimeout = TimeSpan.Zero,
            StorageTimeout = TimeSpan.FromDays(1),
            RemovalDelay = TimeSpan.Zero,
        };

        var sentences = Check(wrong);

        string[] names =
        [
            nameof(wrong.Slots), nameof(wrong.FFmpegPath), nameof(wrong.Container), nameof(wrong.SegmentDuration), nameof(wrong.PartDuration), nameof(wrong.Window),
            nameof(wrong.Preset), nameof(wrong.StorageBufferBytes), nameof(wrong.GracePeriod), nameof(wrong.StallTimeout), nameof(wrong.StorageTimeout), nameof(wrong.RemovalDelay),
            nameof(wrong.FirstPartTimeout), nameof(wrong.SilenceTimeout),
        ];
        Assert.All(names, name => Assert.Single(sentences, sentence => sentence.StartsWith($"Transcoder:{name} (environment Transcoder__{name})", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_program_that_is_not_FFmpeg_stops_the_start_with_a_sentence()
    {
        foreach (var path in (string[])["/nowhere/ffmpeg", "/bin/true"])
        {
            var version = new Transcoder.FFmpeg.FFmpegVersion(
                Options.Create(new TranscoderOptions { FFmpegPath = path }), Microsoft.Extensions.Logging.Abstractions.NullLogger<Transcoder.FFmpeg.FFmpegVersion>.Instance);

            var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => version.StartingAsync(TestContext.Current.CancellationToken));

            Assert.Contains($"Transcoder__FFmpegPath) is '{path}'", Assert.Single(refused.Failures), StringComparison.Ordinal);
        }
    }

    private static List<string> Check(TranscoderOptions options) => [.. options.Validate(new ValidationContext(options)).Select(result => result.ErrorMessage!)];
}
