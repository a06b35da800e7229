using System.Text.Json;
using Kubrick.Transcoder.Originals;

namespace Kubrick.Transcoder.Tests.Originals;

/// <summary>ffprobe's output, as it was recorded and shortened.</summary>
public sealed class TrackProbeTests
{
    [Fact]
    public void The_first_video_and_audio_are_read()
    {
        var probe = Parse("""
            {"streams":[
              {"index":0,"codec_type":"video","codec_name":"mjpeg","width":600,"height":600,"disposition":{"attached_pic":1}},
              {"index":1,"codec_type":"audio","codec_name":"opus","sample_rate":"48000","channels":2,"extradata_hash":"SHA256:21","nb_read_packets":"401"},
              {"index":2,"codec_type":"video","codec_name":"h264","codec_tag_string":"avc1","profile":"High","width":320,"height":240,"pix_fmt":"yuv420p",
               "sample_aspect_ratio":"2:1","disposition":{"attached_pic":0},"side_data_list":[{"side_data_type":"Display Matrix","rotation":-90}],"nb_read_packets":"240"},
              {"index":3,"codec_type":"video","codec_name":"vp8","width":1,"height":1}],
             "format":{"duration":"8.021000"}}
            """);

        Assert.Equal(new VideoTrack(2, "h264", "avc1", "High", new PictureSize(320, 240, 2, 90), "yuv420p", null), probe.Video);
        Assert.Equal(new AudioTrack(1, "opus", 48_000, 2, "SHA256:21"), probe.Audio);
        Assert.Equal((240, 401, 8.021), (probe.VideoPackets, probe.AudioPackets, probe.Duration));
        Assert.Equal((240, 640), probe.Video?.Picture.Display);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"streams":[],"format":{"duration":"N/A"}}""")]
    public void What_is_missing_is_null(string json) => Assert.Equal(new TrackProbe(null, null, 0, 0, null), Parse(json));

    [Theory]
    [InlineData("0:1", 1)]
    [InlineData("1:0", 1)]
    [InlineData("1000000:1", 1)]
    [InlineData("N/A", 1)]
    [InlineData("4:3", 4 / 3d)]
    public void An_absurd_pixel_aspect_is_square(string text, double expected)
    {
        var probe = Parse($$"""{"streams":[{"index":0,"codec_type":"video","codec_name":"vp8","width":4,"height":4,"sample_aspect_ratio":"{{text}}"}]}""");

        Assert.Equal(expected, probe.Video?.Picture.PixelAspect);
    }

    private static TrackProbe Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return TrackProbe.Parse(document.RootElement);
    }
}
