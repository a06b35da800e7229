using System.Text;
using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Tests.Originals;

/// <summary>ffprobe's output, as it was recorded.</summary>
public sealed class PacketListTests
{
    [Fact]
    public async Task Times_and_keyframes_of_the_named_tracks_are_read()
    {
        const string Text = "1,-0.007000,-0.007000,0.020000,K_\n0,0.014000,N/A,0.033000,K_\n2,5.000000,5.000000,1.000000,K_\n0,0.147000,N/A,N/A,__\n0,0.081000,0.014000,0.033000,__,\n";
        var (video, audio) = await ReadAsync(Text);

        Assert.Equal((3, 1, 1), (video.Packets, video.Keyframes, audio.Packets));
        Assert.Equal((14_000, 147_000), (video.Spans[0].Start, video.Spans[0].End));
        Assert.Equal((-7_000, 13_000), (audio.Spans[0].Start, audio.Spans[0].End));
    }

    [Fact]
    public async Task Lines_that_are_no_packets_are_skipped()
    {
        var (video, audio) = await ReadAsync($"\n\nabc\n0\n0,,,,\n9999999999999999999,1,1,1,K\n{new string('x', 5000)}\n0,99999999999999999999,1e300,0,K_\n0,1.5,1.5,0.1,K_");

        // The last line is not complete: ffprobe was killed.
        Assert.Equal((1, 0), (video.Packets, audio.Packets));
        Assert.Empty(video.Spans);
    }

    private static async Task<(TrackTimes Video, TrackTimes Audio)> ReadAsync(string text)
    {
        var (video, audio) = (new TrackTimes(), new TrackTimes());
        await PacketList.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new Dictionary<int, TrackTimes> { [0] = video, [1] = audio }, TestContext.Current.CancellationToken);
        return (video, audio);
    }
}
