using System.Reflection;
using System.Text.Json;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Streams;

namespace Kubrick.Ingest.Tests.Streams;

public sealed class LiveStreamDocumentTests
{
    private static readonly StreamState State = new()
    {
        RecordingId = "0123456789abcdef01234567",
        Status = StreamStatuses.Live,
        StartTime = 1,
        EndTime = null,
        Duration = 2,
        ViewerCount = 3,
        SegmentsUploaded = 4,
        BytesUploaded = 5,
        LastActivity = 6,
        ManifestUrl = "/manifest",
        Error = null,
        Transcoder = new TranscoderState(true, 4, 5, ["A warning."]),
    };

    [Fact]
    public void The_document_has_every_field_of_the_state_in_order_and_a_sentence()
    {
        var answer = JsonSerializer.SerializeToElement(LiveStreamDocument.Of(State, "Done."), JsonSerializerOptions.Web).GetProperty("data").GetProperty("attributes");
        var state = JsonSerializer.SerializeToElement(State, JsonSerializerOptions.Web);
        Assert.Equal(
            [.. state.EnumerateObject().Select(field => (field.Name, field.Value.GetRawText())), ("message", "\"Done.\"")],
            answer.EnumerateObject().Select(field => (field.Name, field.Value.GetRawText())));
    }

    [Fact]
    public void The_list_of_fields_exists_once() =>
        Assert.Equal(
            [nameof(LiveStreamAttributes.Message)],
            typeof(LiveStreamAttributes).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property => property.Name));
}
