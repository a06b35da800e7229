using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;

namespace Kubrick.Messaging;

/// <summary>
/// Carries a trace in the headers of a message (W3C Trace Context), for the queues that are used without the bus. The client's own traces are disabled: they are one span for every
/// record of a stream.
/// </summary>
public static class TraceHeaders
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>Adds the current trace to a message; nothing where there is none.</summary>
    public static void Write(BasicProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } parent } current)
        {
            return;
        }

        properties.Headers ??= new Dictionary<string, object?>();
        properties.Headers[Parent] = parent;
        if (current.TraceStateString is { Length: > 0 } state)
        {
            properties.Headers[State] = state;
        }
    }

    /// <summary>The trace of a message; the default where it has none, or a malformed one.</summary>
    public static ActivityContext Read(IReadOnlyBasicProperties properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return ActivityContext.TryParse(Text(properties.Headers, Parent), Text(properties.Headers, State), isRemote: true, out var context) ? context : default;
    }

    private static string? Text(IDictionary<string, object?>? headers, string name) =>
        headers is not null && headers.TryGetValue(name, out var value) && value is byte[] text ? Encoding.ASCII.GetString(text) : null;
}
