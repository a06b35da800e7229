using System.Text;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Recorders;

namespace Kubrick.Ingest.Tests.Protocol;

public sealed class ClientMessageParserTests
{
    private const string Id = "0123456789abcdef01234567";

    [Theory]
    [InlineData("""{"type":"start","recordingId":"0123456789abcdef01234567"}""", false)]
    [InlineData("""{"type":"start","recordingId":"0123456789ABCDEF01234567","resume":false}""", false)]
    [InlineData("""{"resume":true,"recordingId":"0123456789abcdef01234567","type":"start"}""", true)]
    [InlineData("""{"type":"start","recordingId":"0123456789abcdef01234567","resume":true,"protocol":2,"mimeType":"video/webm","epoch":1,"more":{"a":[1]}}""", true)]
    public void A_start_names_its_recording_and_unknown_fields_are_ignored(string text, bool isResume) =>
        Assert.Equal(new StartMessage(Id, isResume), Parse(text).Message);

    [Fact]
    public void A_stop_and_a_ping_are_their_type()
    {
        Assert.Equal(new StopMessage(), Parse("""{"type":"stop"}""").Message);
        Assert.Equal(new PingMessage(), Parse(""" { "type" : "ping", "timestamp": 5 } """).Message);
    }

    [Theory]
    [InlineData("", "INVALID_FORMAT")]
    [InlineData("ping", "INVALID_FORMAT")]
    [InlineData("null", "INVALID_FORMAT")]
    [InlineData("\"stop\"", "INVALID_FORMAT")]
    [InlineData("""{"type":"stop"} {"type":"stop"}""", "INVALID_FORMAT")]
    [InlineData("""{"type":"stop","type":"start"}""", "INVALID_FORMAT")]
    [InlineData("""{"type":"\ud800"}""", "INVALID_FORMAT")]
    [InlineData("""{"type":5}""", "MISSING_PARAMETER")]
    [InlineData("{}", "MISSING_PARAMETER")]
    [InlineData("""{"type":"STOP"}""", "UNKNOWN_TYPE")]
    [InlineData("""{"type":""}""", "UNKNOWN_TYPE")]
    [InlineData("""{"type":"start"}""", "MISSING_PARAMETER")]
    [InlineData("""{"type":"start","recordingId":null}""", "MISSING_PARAMETER")]
    [InlineData("""{"type":"start","recordingId":17}""", "INVALID_ID")]
    [InlineData("""{"type":"start","recordingId":{"$ne":null}}""", "INVALID_ID")]
    [InlineData("""{"type":"start","recordingId":"0123456789abcdef0123456"}""", "INVALID_ID")]
    [InlineData("""{"type":"start","recordingId":"0123456789abcdef0123456*"}""", "INVALID_ID")]
    [InlineData("""{"type":"start","recordingId":"0123456789abcdef01234567","resume":"yes"}""", "VALIDATION_ERROR")]
    public void An_invalid_message_is_an_error_with_a_sentence(string text, string code)
    {
        var (message, error) = Parse(text);
        Assert.Null(message);
        Assert.Equal(code, error!.Code);
        Assert.EndsWith(".", error.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_long_values_are_bounded()
    {
        Assert.Equal("INVALID_FORMAT", Parse(new string('[', 10_000)).Error!.Code);
        Assert.InRange(Parse($$"""{"type":"{{new string('x', 50_000)}}"}""").Error!.Sentence.Length, 1, 200);
        Assert.InRange(Parse($$"""{"type":"start","recordingId":"{{new string('x', 50_000)}}"}""").Error!.Sentence.Length, 1, 200);
    }

    [Theory]
    [InlineData("Idle", null, "NOT_STARTED", "NOT_STARTED")]
    [InlineData("Live", "CONFLICT", null, null)]
    [InlineData("Stopping", "CONFLICT", "CONFLICT", "NOT_STARTED")]
    [InlineData("Over", null, null, null)]
    public void Every_phase_has_its_rules_and_a_ping_is_always_allowed(string phase, string? start, string? stop, string? frame)
    {
        var now = Enum.Parse<RecorderPhase>(phase);
        Assert.Equal(start, RecorderRules.Refuse(now, new StartMessage(Id, false))?.Code);
        Assert.Equal(stop, RecorderRules.Refuse(now, new StopMessage())?.Code);
        Assert.Equal(frame, RecorderRules.RefuseFrame(now)?.Code);
        Assert.Null(RecorderRules.Refuse(now, new PingMessage()));
    }

    private static (ClientMessage? Message, SocketError? Error) Parse(string text)
    {
        var message = ClientMessageParser.Parse(Encoding.UTF8.GetBytes(text));
        return message is InvalidMessage invalid ? (null, invalid.Error) : (message, null);
    }
}
