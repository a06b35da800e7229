using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace Kubrick.Messaging.Tests;

public sealed class TraceHeadersTests
{
    [Fact]
    public void A_trace_survives_a_message()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        activity.TraceStateString = "vendor=1";
        var properties = new BasicProperties();
        TraceHeaders.Write(properties);

        // The broker delivers texts as bytes.
        var delivered = new BasicProperties { Headers = properties.Headers!.ToDictionary(header => header.Key, object? (header) => Encoding.ASCII.GetBytes((string)header.Value!)) };
        var read = TraceHeaders.Read(delivered);

        Assert.Equal((activity.TraceId, activity.SpanId, "vendor=1", true), (read.TraceId, read.SpanId, read.TraceState, read.IsRemote));
    }

    [Fact]
    public void Without_a_trace_a_message_has_no_header()
    {
        Activity.Current = null;
        var properties = new BasicProperties();
        TraceHeaders.Write(properties);
        Assert.Null(properties.Headers);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0-0-0")]
    [InlineData("00-zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz-zzzzzzzzzzzzzzzz-01")]
    public void A_malformed_trace_is_none(string? header)
    {
        var properties = new BasicProperties { Headers = header is null ? null : new Dictionary<string, object?> { ["traceparent"] = Encoding.ASCII.GetBytes(header) } };
        Assert.Equal(default, TraceHeaders.Read(properties));
        Assert.Equal(default, TraceHeaders.Read(new BasicProperties { Headers = new Dictionary<string, object?> { ["traceparent"] = 42 } }));
    }
}
